import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServer } from './harness.js';

/** A million characters, so that a long run under load can be read as well. */
const KEPT_OUTPUT = 1_000_000;

/** A process of the real program. */
export interface Program {
  child: ChildProcess;
  /** What it printed so far, the end of it if that is very much. */
  output: () => string;
  /** Resolves with the URL that it prints once it serves; rejects with its output if it ends before. */
  ready: Promise<string>;
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
/** What `npm start` calls node with, behind `exec node`: flags, and the program last. */
export const START_ARGS: readonly string[] = scripts.start.split(' ').slice(2);

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'taskward-start-'));

/** Starts the program as `npm start` does, with these variables and no others that could configure it. */
export function startProgram(
  env: Record<string, string>,
  args: readonly string[] = [...START_ARGS.slice(0, -1), join(testServer().program, 'main.js')],
): Program {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const ready = new Promise<string>((resolve, reject) => {
    let url: string | undefined;
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
      // For people, or as production logs it.
      url ??= /(?:Health\s+|"url":")(http:\/\/[^\s/"]+)/.exec(output)?.[1];
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
