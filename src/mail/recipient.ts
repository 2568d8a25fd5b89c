import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';

const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/**
 * The mailbox behind an address, as far as its spelling tells: without case, without what follows a `+`, the domain in
 * ASCII, and at Gmail without dots. Only for counting: two accounts may well share it.
 */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const ascii = (domainToASCII(domain) || domain).replace(/\.$/, '');
  const local = address.slice(0, at).normalize('NFKC').toLowerCase();
  // What begins with the `+` has nothing else to go by.
  const plain = local.replace(/(?<=.)\+.*$/su, '');
  return GMAIL.has(ascii) ? `${plain.replaceAll('.', '')}@gmail.com` : `${plain}@${ascii}`;
}

/** Whether it is how its mailbox is written: a mailbox has one such address, and any number of others. */
export function isPlain(address: string): boolean {
  return mailboxOf(address) === address.toLowerCase();
}

/** Names a mailbox in the database without writing down whose it is: an HMAC-SHA256 under a secret of ours. */
export function recipientKey(address: string, secret: string): Buffer {
  return createHmac('sha256', secret).update('taskward mail recipient\0').update(mailboxOf(address)).digest();
}

/** Names one address of a mailbox in the same way. */
export function addressKey(address: string, secret: string): Buffer {
  return createHmac('sha256', secret).update('taskward mail address\0').update(address.toLowerCase()).digest();
}
