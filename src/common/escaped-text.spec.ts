import { isEscapedUtf8 } from './escaped-text.js';

describe('isEscapedUtf8', () => {
  it.each(['', 'q=a', 'q=%C3%A9', 'q=%F0%9F%98%80', 'q=%00', 'q=50%', 'q=%zz', '%', '%%', 'q=%25ff'])(
    'is so of %j',
    (text) => expect(isEscapedUtf8(text)).toBe(true),
  );

  it.each(['q=%FF', 'q=%ed%a0%80', 'q=%C3', 'q=%C3x%A9', '%80=a', 'q=%C0%80', 'q=%F4%90%80%80', 'q=%%ff'])(
    'is not so of %j',
    (text) => expect(isEscapedUtf8(text)).toBe(false),
  );
});
