import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The code of one language in a page, block by block. */
export function codeBlocks(page: string, language: string): string[] {
  const fences = readFileSync(page, 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...fences].filter(([, name]) => name === language).map(([, , code]) => code!);
}

/** Pastes a script into bash, against the application at `url`. @returns what it printed. */
export async function paste(script: string, url: string): Promise<string> {
  // Not the synchronous kind: the application that it calls runs in this very process.
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', at(url, script)]);
  return stdout;
}

/** Runs a block of JavaScript as a program of its own. @returns what it printed. */
export async function runModule(code: string, url: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [saved(at(url, code))], {
    env: { PATH: process.env.PATH },
  });
  return stdout;
}

/** Loads a block of JavaScript for what it exports. */
export const loadModule = (code: string): Promise<unknown> => import(saved(code));

const at = (url: string, code: string) => code.replaceAll('http://localhost:3000', url);

function saved(code: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'taskward-docs-')), 'block.mjs');
  writeFileSync(file, code);
  return file;
}
