import { serializeError } from './logger.js';

describe('an error in the log', () => {
  it('has its name, message, code and stack', () => {
    const error = Object.assign(new TypeError('it broke'), { code: 'EPIPE' });
    expect(serializeError(error)).toEqual({
      type: 'TypeError',
      message: 'it broke',
      code: 'EPIPE',
      stack: error.stack,
    });
  });

  it('has nothing else that a driver hangs on it: parameters, statements, rows', () => {
    const driverError = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.org) already exists.',
      where: 'ada@example.org',
      parameters: ['ada@example.org'],
      query: "SELECT 'ada@example.org'",
    });
    const line = JSON.stringify(
      serializeError(Object.assign(new Error('it failed', { cause: driverError }), driverError)),
    );
    expect(line).toContain('duplicate key');
    expect(line).not.toContain('ada@example.org');
  });

  it('has its causes, one within the other', () => {
    const error = new Error('outer', { cause: new Error('inner', { cause: 'innermost' }) });
    expect(serializeError(error)).toMatchObject({
      message: 'outer',
      cause: { message: 'inner', cause: { message: 'innermost' } },
    });
  });

  it.each([
    ['text', 'text'],
    [42, '42'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ secret: 'x' }, '[object Object]'],
    [Symbol('s'), 'Symbol(s)'],
  ])('may be none at all: %p', (thrown, message) => expect(serializeError(thrown)).toEqual({ message }));

  it('leaves out a code that is no text', () => {
    expect(serializeError(Object.assign(new Error('x'), { code: { secret: 1 } }))).not.toHaveProperty('code');
  });
});
