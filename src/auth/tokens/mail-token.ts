import { readUuid, signToken, verifyToken, writeUuid } from './signed-token.js';

/** A token is for one purpose alone, and contains its position in this list. */
export const LINK_PURPOSES = ['reset_password', 'verify_email', 'change_email', 'restore_email'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** A user has one link at a time for each of these: the newest. */
export type MailTokenPurpose = Exclude<LinkPurpose, 'restore_email'>;

export interface MailTokenSubject {
  userId: string;
  purpose: LinkPurpose;
  id: string;
}

const PAYLOAD_BYTES = 33;

/** Keeps it apart from the refresh tokens, which are made with the same secret. */
const LABEL = 'taskward mail token\0';

/** Called when the mail is made, so that neither the database nor the job queue holds the token. */
export function deriveMailToken({ userId, purpose, id }: MailTokenSubject, secret: string): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  payload.writeUInt8(LINK_PURPOSES.indexOf(purpose), 0);
  writeUuid(payload, userId, 1);
  writeUuid(payload, id, 17);
  return signToken(payload, LABEL, secret);
}

export function readMailToken(token: string, secrets: string[]): MailTokenSubject | null {
  const payload = verifyToken(token, PAYLOAD_BYTES, LABEL, secrets)?.payload;
  if (payload === undefined) return null;
  const purpose = LINK_PURPOSES[payload.readUInt8(0)];
  if (purpose === undefined) return null;
  return { purpose, userId: readUuid(payload, 1), id: readUuid(payload, 17) };
}
