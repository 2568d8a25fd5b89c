import { createHmac } from 'node:crypto';
import { domainToASCII } from 'node:url';

const GMAIL = new Set(['gmail.com', 'googlemail.com']);

/** The mailbox behind an address: lower case, no `+` suffix, no dots at Gmail. For counts: two accounts may share it. */
export function mailboxOf(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const ascii = (domainToASCII(domain) || domain).replace(/\.$/, '');
  const local = address.slice(0, at).normalize('NFKC').toLowerCase();
  // A leading `+` stays, because nothing would be left.
  const plain = local.replace(/(?<=.)\+.*$/su, '');
  return GMAIL.has(ascii) ? `${plain.replaceAll('.', '')}@gmail.com` : `${plain}@${ascii}`;
}

export function isCanonicalAddress(address: string): boolean {
  return mailboxOf(address) === address.toLowerCase();
}

/** An HMAC-SHA256, so that the database does not show whose mailbox it is. */
export function recipientKey(address: string, secret: string): Buffer {
  return createHmac('sha256', secret).update('taskward mail recipient\0').update(mailboxOf(address)).digest();
}

export function addressKey(address: string, secret: string): Buffer {
  return createHmac('sha256', secret).update('taskward mail address\0').update(address.toLowerCase()).digest();
}
