import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StartupError } from './startup-error.js';

interface EnvFile {
  values: NodeJS.ProcessEnv;
  faults: string[];
  warnings: string[];
}

const SHORTEST_TYPO = 6;

/**
 * A name that is nearly a known one is a fault; any other belongs to another program that shares the file.
 * @throws StartupError if the file cannot be read as text.
 */
export function readEnvFile(file: string, known: readonly string[]): EnvFile {
  if (!existsSync(file)) return { values: {}, faults: [], warnings: [] };
  const { text, warnings } = textOf(file);
  const values = parseEnv(text);
  const foreign = Object.keys(values).filter((name) => !known.includes(name));
  const typos = foreign.flatMap((name) => {
    const meant =
      name.length < SHORTEST_TYPO ? undefined : known.find((one) => values[one] === undefined && isTypoOf(name, one));
    return meant === undefined ? [] : [{ name, meant }];
  });
  const others = foreign.filter((name) => !typos.some((typo) => typo.name === name)).sort();
  return {
    values: Object.fromEntries(Object.entries(values).filter(([name]) => known.includes(name))),
    faults: typos.map(({ name, meant }) => `${name} in ${file} is not a variable of Taskward; is ${meant} meant?`),
    warnings:
      others.length === 0
        ? warnings
        : [
            ...warnings,
            `${file} holds names that are not variables of Taskward and have no effect on it: ${others.join(', ')} ` +
              '(.env.example lists those it has)',
          ],
  };
}

function textOf(file: string): { text: string; warnings: string[] } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new StartupError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  // PowerShell writes UTF-16, where every other byte is NUL.
  if (bytes.includes(0)) throw new StartupError(`${file} is not in UTF-8. Save it as UTF-8, and start again.`);
  const text = bytes.toString('utf8');
  if (!text.startsWith('\uFEFF')) return { text, warnings: [] };
  return {
    text: text.slice(1),
    warnings: [`${file} begins with a byte order mark, which is left out; save it as UTF-8 without BOM`],
  };
}

function isTypoOf(name: string, known: string): boolean {
  // The optimal string alignment distance, row by row: letters added, left out, replaced or swapped.
  let [before, above] = [[] as number[], Array.from({ length: known.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= name.length; i++) {
    const row = [i];
    for (let j = 1; j <= known.length; j++) {
      const [left = 0, up = 0, diagonal = 0, crossed = 0] = [row[j - 1], above[j], above[j - 1], before[j - 2]];
      const isSwap = i > 1 && j > 1 && name[i - 1] === known[j - 2] && name[i - 2] === known[j - 1];
      const changed = diagonal + (name[i - 1] === known[j - 1] ? 0 : 1);
      row.push(Math.min(left + 1, up + 1, changed, isSwap ? crossed + 1 : Infinity));
    }
    [before, above] = [above, row];
  }
  return (above[known.length] ?? Infinity) <= 2;
}
