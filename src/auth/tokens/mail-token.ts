import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a mailed link is good for. A token for one purpose is no token for another. */
export const LINK_PURPOSES = ['reset_password', 'verify_email', 'change_email', 'restore_email'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** Those of which a user has one link at a time: the newest. */
export type MailTokenPurpose = Exclude<LinkPurpose, 'restore_email'>;

/** What the token of a mailed link stands for. */
export interface MailTokenSubject {
  userId: string;
  purpose: LinkPurpose;
  id: string;
}

const PAYLOAD_BYTES = 33;
const HMAC_BYTES = 32;

/**
 * Derives the token of a mailed link: the subject, then an HMAC-SHA256 over it, in base64url. It is made when the mail
 * is, so neither the database nor the job queue ever holds it.
 */
export function deriveMailToken({ userId, purpose, id }: MailTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeUInt8(LINK_PURPOSES.indexOf(purpose), 0);
  payload.write(userId.replaceAll('-', ''), 1, 'hex');
  payload.write(id.replaceAll('-', ''), 17, 'hex');
  return Buffer.concat([payload, sign(payload, secret)]).toString('base64url');
}

/** What a token that was derived with one of these secrets stands for, or null if it is none of ours. */
export function readMailToken(token: string, secrets: string[]): MailTokenSubject | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== PAYLOAD_BYTES + HMAC_BYTES || bytes.toString('base64url') !== token) return null;
  const payload = bytes.subarray(0, PAYLOAD_BYTES);
  if (!secrets.some((secret) => timingSafeEqual(bytes.subarray(PAYLOAD_BYTES), sign(payload, secret)))) return null;
  const purpose = LINK_PURPOSES[payload.readUInt8(0)];
  if (purpose === undefined) return null;
  return { purpose, userId: uuid(payload.subarray(1, 17)), id: uuid(payload.subarray(17)) };
}

/** The label keeps it apart from the refresh tokens, which are made with the same secret. */
function sign(payload: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update('taskward mail token\0').update(payload).digest().subarray(0, HMAC_BYTES);
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
