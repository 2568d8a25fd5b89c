import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A process of the real program, from source, as `npm start` runs what was built of it. */
export interface Program {
  child: ChildProcess;
  /** Everything it printed so far. */
  output: () => string;
  /** Resolves with the URL that it prints once it serves; rejects with its output if it ends before. */
  ready: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'taskward-start-'));

/** Starts the program with these variables and no others that could configure it. */
export function startProgram(env: Record<string, string>): Program {
  const child = spawn(process.execPath, ['--import', '@swc-node/register/esm-register', 'src/main.ts'], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /Health\s+(http:\S+)\/health/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => reject(new Error(output)));
  });
  // A test that waits for the end alone need not know of this.
  ready.catch(() => {});
  return { child, output: () => output, ready, ended };
}
