import { readFileSync } from 'node:fs';

/** The variables whose value may be in a file, which the same name with `_FILE` behind it names. */
const IN_FILES = [
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'SMTP_URL',
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'JWT_PRIVATE_KEY',
  'JWT_PREVIOUS_KEYS',
  'REFRESH_TOKEN_SECRET',
  'REFRESH_TOKEN_PREVIOUS_SECRETS',
];

type Variables = Record<string, string | undefined>;

/**
 * Reads the secrets that are in files, as Docker and Kubernetes mount them. The newline at the end of a file is not part of
 * its value, and an empty file sets nothing.
 *
 * @returns what the files hold, by the names of the variables, and a sentence for each that cannot be used.
 */
export function readSecretFiles(given: Variables): { values: Variables; faults: string[] } {
  const values: Variables = {};
  const faults: string[] = [];
  for (const name of IN_FILES) {
    const file = given[`${name}_FILE`];
    if (file === undefined) continue;
    if (given[name] !== undefined) {
      faults.push(`${name} and ${name}_FILE are both set: leave one of them out`);
      continue;
    }
    try {
      const text = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
      if (text !== '') values[name] = text;
    } catch (error) {
      faults.push(`${name}_FILE ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return { values, faults };
}
