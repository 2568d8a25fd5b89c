/** The PostgreSQL driver reads these itself, beside or instead of what it is given. */
const DRIVER_VARIABLES = [
  ...['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGOPTIONS', 'PGSSLMODE', 'PGSSLNEGOTIATION'],
  ...['PGCLIENT_ENCODING', 'PGREPLICATION', 'PGBINARY', 'PGAPPNAME', 'PGCONNECT_TIMEOUT', 'PGPASSFILE'],
];

export function forgetDriverVariables(): void {
  for (const name of DRIVER_VARIABLES) delete process.env[name];
}

export function driverWarnings(variables: NodeJS.ProcessEnv): string[] {
  const set = DRIVER_VARIABLES.filter((name) => (variables[name] ?? '') !== '');
  return set.map((name) => `${name} is set, and has no effect: DATABASE_URL says how to connect`);
}

/** Says how another program has set or changed a value; undefined if none has. */
export function mangledValue(name: string, value: string): string | undefined {
  if (/^(["'`]).*\1$/s.test(value) && value.length > 1)
    return (
      `${name} begins and ends with a quotation mark: docker run --env-file and Compose's list form keep them; ` +
      'write the value without'
    );
  if (/^(tcp|udp|sctp):\/\//.test(value) && name.endsWith('PORT')) {
    const service = name
      .replace(/_?PORT$/, '')
      .toLowerCase()
      .replaceAll('_', '-');
    return (
      `${name} is an address (${/^\w+/.exec(value)?.[0]}://…), not a port: Kubernetes sets ` +
      `${service === '' ? 'such variables for each Service' : `it for a Service named "${service}"`}; set enableServiceLinks: false in the pod, or give ${name} its number there`
    );
  }
  return undefined;
}

/** Kubernetes and Docker links set such variables for each service. */
export function isServiceLink(name: string): boolean {
  return /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?$/.test(name);
}
