import { isPredictable } from './predictability.js';

describe('predictable passwords (A11)', () => {
  it.each([
    // sequences
    ['abcdefgh'],
    ['87654321'],
    ['123456789012345'],
    ['2468024680'],
    ['Abcd1234!'],
    ['zyxwvutsrqponml'],
    ['абвгдежзиклмноп'],
    // repetitions
    ['aaaaaaaaaaaaaaaa'],
    ['abcabcabcabc'],
    ['Xk9!Xk9!Xk9!'],
    ['112233445566778'],
    ['Aa112233!'],
    ['0123456789'.repeat(8)],
    // walks
    ['Qwerty123!'],
    ['qwertyuiopasdfg'],
    ['Zxcvbnm,./12'],
    ['1qaz@WSX'],
    ['!QAZ2wsx'],
    ['Zaq1@wsx'],
    ['1q2w3e4r5t6y7u8'],
    ['Azertyuiop1!'],
    ['Wxcvbn123!'],
    ['Qwertzuiop1!'],
    ['Yxcvbnm1!'],
    ['Йцукен123!'],
    ['Ячсмить1!'],
    ['Фівапрол2024!'],
    ['Ασδφγη123!'],
    ['קראטוןם123!'],
    ['Aoeuidhtns1!'],
    ['Pyfgcrl#1'],
    ['Qwfpgj123!'],
    ['Arstdhneio1!'],
    ['Ashtgyneoi1!'],
    ['Bépoèvd1!'],
    ['Fgğıodr123!'],
    ['Asdfghjklşi1!'],
    ['Qwertyuıopğü1!'],
    ['Asdfghjklñ1!'],
    ['Poiuytå-Asdfghjkløæ'],
    ['147258369'],
    ['0okm9IJN!'],
    // both, interleaved, with years
    ['a1b2c3d4e5f6g7h8'],
    ['Qwe!23asd'],
    ['19901990199019901990'],
    ['Qwe-01012024-'],
  ])('%s', (password) => expect(isPredictable(password)).toBe(true));

  it.each([
    ['a quiet harbour at dawn'],
    ['kT7#vRq2'],
    ['Blau-Tisch-7-Wolke'],
    ['properties were assessed'],
    ['the first hated nation rests'],
    ['Тихая гавань 7 утра'],
    ['🦆🐢🦊🐙'.repeat(16)],
    [`${'é'.repeat(37)}A`],
    [`${'x'.repeat(74)}A${'y'.repeat(5)}`],
    ['たこやきがだいすきです'],
  ])('not %s', (password) => expect(isPredictable(password)).toBe(false));
});
