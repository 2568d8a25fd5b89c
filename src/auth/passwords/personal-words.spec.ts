import { holdsPersonalWord } from './personal-words.js';

const ADA = { email: 'countess.byron@quuxcorp.co.uk', username: 'enchantress_42', fullName: 'Ada Lovelace-King' };

describe('what holds a word of its owner (A11)', () => {
  it.each([
    ['Enchantress_42'],
    ['enchantress42!'],
    ['1!eNCHANTRESS'],
    ['x3nch4ntr3ss!'],
    ['24_ssertnahcne'],
    ['my enchantress sails'],
    ['Byron1815!'],
    ['Countess.Byron1'],
    ['countessbyron!A1'],
    ['Quuxcorp2024!'],
    ['QUUXC0RP!x9k'],
    ['L0vel@ce1815!'],
    ['LovelaceKing1!'],
    ['Lovelácé#99z'],
    ['Ada-1815-Xy!'],
    ['Ada1815!xyQ'],
    ['X9!ada#Kp'],
    ['adaLikesToSail77'],
    ['Taskward2024!'],
  ])('%s', (password) => expect(holdsPersonalWord(password, ADA)).toBe(true));

  it.each([['a quiet harbour at dawn'], ['Canada goose in flight'], ['9c2fada4be017d3e'], ['kT7#vRq2']])(
    'not %s',
    (password) => expect(holdsPersonalWord(password, ADA)).toBe(false),
  );

  it('knows the domain where it is joined together', () => {
    const person = { email: 'l@navy-yard.example', username: 'lxl', fullName: 'L' };
    expect(holdsPersonalWord('Navyyard2024!', person)).toBe(true);
    expect(holdsPersonalWord('Navy-Yard.2024', person)).toBe(true);
    expect(holdsPersonalWord('the navy of the moon', person)).toBe(false);
  });

  it('knows names in other scripts, and lets one letter be anything', () => {
    const person = { email: 'l@x.org', username: 'lxl', fullName: '李小龍' };
    expect(holdsPersonalWord('我是李小龍 2024', person)).toBe(true);
    expect(holdsPersonalWord('a lively orange', person)).toBe(false);
  });
});
