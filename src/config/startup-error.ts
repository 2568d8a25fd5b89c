/** Its message is for the person at the terminal and says what to do. */
export class StartupError extends Error {}

export function cannotListen(error: unknown, host: string, port: number, prefix = ''): StartupError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartupError(
    code === 'EADDRINUSE'
      ? `Port ${port} is in use. Stop the program that uses it, or set ${prefix}PORT to another.`
      : `${host}:${port} cannot be listened on (${code}). Set ${prefix}HOST and ${prefix}PORT to an address of this machine.`,
  );
}
