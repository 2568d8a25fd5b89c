import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentSchema } from './environment.js';
import { readSecretFiles } from './secret-files.js';

const NAMES = Object.keys(environmentSchema.shape)
  .filter((name) => name.endsWith('_FILE') && name !== 'DATABASE_CA_FILE')
  .map((name) => name.replace(/_FILE$/, ''));

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'taskward-secret-')), 'secret');
  writeFileSync(file, text);
  return file;
}

describe('a secret in a file', () => {
  it.each(NAMES)('%s is read', (name) => {
    expect(readSecretFiles({ [`${name}_FILE`]: fileWith('a value') })).toEqual({
      values: { [name]: 'a value' },
      faults: [],
    });
  });

  it.each(NAMES)('%s is refused beside the variable itself, and neither value is told', (name) => {
    const { values, faults } = readSecretFiles({ [name]: 'one value', [`${name}_FILE`]: fileWith('another value') });
    expect(values).toEqual({});
    expect(faults).toEqual([`${name} and ${name}_FILE are both set: leave one of them out`]);
  });

  it('is refused by name if it cannot be read, each of them', () => {
    const { faults } = readSecretFiles({ JWT_SECRET_FILE: '/nowhere/jwt', SMTP_URL_FILE: tmpdir() });
    expect(faults).toEqual([
      `SMTP_URL_FILE ${tmpdir()} cannot be read (EISDIR)`,
      'JWT_SECRET_FILE /nowhere/jwt cannot be read (ENOENT)',
    ]);
  });

  it.each([
    ['a\n', 'a'],
    ['a\r\n', 'a'],
    [' a b \n', ' a b '],
    ['a\nb\n', 'a\nb'],
  ])('%j holds %j: without the newline at its end', (text, value) => {
    expect(readSecretFiles({ JWT_SECRET_FILE: fileWith(text) }).values).toEqual({ JWT_SECRET: value });
  });

  it('sets nothing if it is empty', () => {
    expect(readSecretFiles({ SMTP_URL_FILE: fileWith('\n') })).toEqual({ values: {}, faults: [] });
  });
});
