import { randomInt } from 'node:crypto';
import { commonPasswords, isCommon } from './common-passwords.js';
import { hasAllClasses, normalisePassword, passwordFault } from './password.policy.js';

const COMPOSED = { minLength: 8, composition: true };
const FREE = { minLength: 12, composition: false };
const ADA = { email: 'augusta@example.org', username: 'countess', fullName: 'Augusta Byronson' };

const codeOf = (password: string, rules = COMPOSED) => passwordFault(password, '/password', rules, ADA)?.code;

describe('the rules of length and composition', () => {
  it.each([
    ['Aa1!', 'TOO_SHORT'],
    ['nocapitals1!', 'TOO_SIMPLE'],
    ['x'.repeat(257), 'TOO_LONG'],
    ['kT7#vRq2', undefined],
    ['a quiet harbour at dawn', undefined],
    ['🦆🐢🦊🐙'.repeat(16), undefined],
  ])('composed: %s', (password, code) => expect(codeOf(password)).toBe(code));

  it.each([
    ['kT7#vRq2', 'TOO_SHORT'],
    ['kestrel oboe', undefined],
    ['qwertyuiop12', 'TOO_COMMON'],
    ['countess.of.x', 'TOO_PERSONAL'],
    ['football2024', 'TOO_COMMON'],
  ])('free, from twelve characters on: %s', (password, code) => expect(codeOf(password, FREE)).toBe(code));
});

describe('the length of a password', () => {
  const SEVEN = 'kT7#vRq';
  it.each([
    ['', 'TOO_SHORT'],
    [' '.repeat(7), 'TOO_SHORT'],
    [SEVEN, 'TOO_SHORT'],
    [`${SEVEN}2`, undefined],
    [`${SEVEN}🦆`, undefined],
    ['🦆🐢🦊🐙', 'TOO_SHORT'],
    // Two code points that normalisation makes one.
    [`kT7#vRe\u0301`, 'TOO_SHORT'],
    // One that it makes three.
    ['kT7#vﬃ', undefined],
    ['🦆🐢🦊🐙'.repeat(64), undefined],
    [`${'🦆🐢🦊🐙'.repeat(64)}🦆`, 'TOO_LONG'],
    ['x'.repeat(1_000_000), 'TOO_LONG'],
  ])('counts characters after normalisation: %#', (password, code) => expect(codeOf(password)).toBe(code));
});

describe('the form of a password', () => {
  it.each([
    ['e\u0301', 'é'],
    ['Ａ', 'A'],
    ['ﬁ', 'fi'],
    ['\u212b', 'Å'],
    [' two  blanks ', ' two  blanks '],
    ['\u00a0', ' '],
  ])('of %j is %j', (typed, form) => expect(normalisePassword(typed)).toBe(form));
});

describe('the classes of characters', () => {
  it.each([
    ['aA1!', true],
    ['жЖ1!', true],
    ['aA१!', true],
    ['aA1 ', true],
    ['aA1🦆', true],
    ['aA1', false],
    ['aA!', false],
    ['a1!', false],
    ['A1!', false],
    ['日本1!', false],
    ['', false],
  ])('%j: %j', (password, expected) => expect(hasAllClasses(password)).toBe(expected));
});

describe('common passwords (A5, A11)', () => {
  it.each([
    ['Password1!'],
    ['P@ssw0rd1!'],
    ['Pa$$word#2024'],
    ['!drowssaP1'],
    ['Pass@word1'],
    ['p.a.s.s.w.o.r.d.1'],
    ['Pässwörd123!'],
    ['password password'],
    ['Passw0rdPassw0rd1!'],
    ['passwordstandard'],
    ['Aa123456!'],
    ['Summer2024!'],
    ['Welcome@2024'],
    ['Tru$tn01!'],
    ['ILoveYou1!'],
    ['Monkey!23'],
    ['Hunter22!'],
    ['Schalke04!'],
    ['correct horse battery staple'],
    ['Mailcreated5240'],
  ])('%s', (password) => expect(passwordFault(password, '/password', COMPOSED)?.code).toBe('TOO_COMMON'));

  it('are told at the field, with what is wanted', () => {
    expect(passwordFault('Password1!', '/new_password', COMPOSED)).toEqual({
      pointer: '/new_password',
      code: 'TOO_COMMON',
      detail: 'is a variation of one of the most common passwords; take several words at random',
    });
  });

  it('are a list, in which hardly a random word is found', () => {
    const found = Array.from({ length: 20_000 }, () => randomText(12)).filter((word) => commonPasswords().has(word));
    expect(found.length).toBeLessThan(3);
    expect(isCommon('kestrel', { has: (word) => word === 'kestrel' })).toBe(true);
  });
});

describe('good passwords', () => {
  const WORDS =
    `harbour kestrel oboe lantern gravel thimble walnut ember saddle glacier pepper violin meadow copper ribbon
    anchor basil cobalt dune falcon ginger hazel island jigsaw kettle lagoon marble nectar orchid pebble quartz raven
    sable tulip umber velvet willow yarrow zephyr bramble cinder drizzle fennel goblet hammock`.split(/\s+/);
  const words = (count: number, separator: string) =>
    WORDS.map((word) => ({ word, rank: Math.random() }))
      .sort((a, b) => a.rank - b.rank)
      .slice(0, count)
      .map(({ word }) => word)
      .join(separator);

  it.each([
    ['of random words', FREE, () => words(4, ' ')],
    ['of random words with dashes', COMPOSED, () => words(4, '-')],
    ['of random words without blanks', FREE, () => words(5, '')],
    ['of 15 random letters and digits', FREE, () => randomText(15)],
    ['of 20 random characters', FREE, () => randomText(20, 94)],
    // Of 60 000 one is taken for a common one, by the filter that stands for the list.
  ])('%s pass, a thousand but for one at most', (_, rules, make) => {
    const refused = Array.from({ length: 1_000 }, make).filter((password) => passwordFault(password, '', rules, ADA));
    expect(refused.slice(1)).toEqual([]);
  });
});

const CHARACTERS = [
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
];

function randomText(length: number, of = 62): string {
  return Array.from({ length }, () => CHARACTERS[randomInt(of)]).join('');
}
