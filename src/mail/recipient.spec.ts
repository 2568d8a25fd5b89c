import { mailboxOf, recipientKey } from './recipient.js';

describe('a mailbox', () => {
  it.each([
    ['Ada@Example.org', 'ada@example.org'],
    ['ada+one@example.org', 'ada@example.org'],
    ['ada+one+two@example.org', 'ada@example.org'],
    ['+ada@example.org', '+ada@example.org'],
    ['A.d.a+x@gmail.com', 'ada@gmail.com'],
    ['ada@GoogleMail.com', 'ada@gmail.com'],
    ['a.da@example.org', 'a.da@example.org'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ａｄａ@example.org', 'ada@example.org'],
  ])('of %s is %s', (address, mailbox) => {
    expect(mailboxOf(address)).toBe(mailbox);
  });

  it('has a key that needs the secret, and shows no address', () => {
    const key = recipientKey('ada+1@example.org', 'one');
    expect(key).toEqual(recipientKey('ADA@example.org', 'one'));
    expect(key).not.toEqual(recipientKey('ada@example.org', 'two'));
    expect(key).toHaveLength(32);
  });
});
