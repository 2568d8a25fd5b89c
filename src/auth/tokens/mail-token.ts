import { readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

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

/** The purpose, the user and the id. */
const PAYLOAD_BYTES = 33;

/** Keeps it apart from the refresh tokens, which are made with the same secret. */
const LABEL = 'taskward mail token\0';

/** Derives the token of a mailed link. It is made when the mail is, so neither the database nor the job queue holds it. */
export function deriveMailToken({ userId, purpose, id }: MailTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeUInt8(LINK_PURPOSES.indexOf(purpose), 0);
  writeUuid(payload, userId, 1);
  writeUuid(payload, id, 17);
  return signToken(payload, LABEL, secret);
}

/** What a token that was derived with one of these secrets stands for, or null if it is none of ours. */
export function readMailToken(token: string, secrets: string[]): MailTokenSubject | null {
  const payload = verifyToken(token, PAYLOAD_BYTES, LABEL, secrets)?.payload;
  if (payload === undefined) return null;
  const purpose = LINK_PURPOSES[payload.readUInt8(0)];
  if (purpose === undefined) return null;
  return { purpose, userId: readUuid(payload, 1), id: readUuid(payload, 17) };
}
