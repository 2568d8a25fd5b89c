// How long rows are kept. The row policies have these numbers too: the check at the start compares them.

/** Both from the deletion of a task: then its content is blanked, later its row is deleted. */
export const TRASH_DAYS = 30;

export const TOMBSTONE_DAYS = 120;

/** For which a client may know less than everything and catch up: what was deleted meanwhile still has its tombstone. */
export const SYNC_DAYS = 90;

export const IDEMPOTENCY_KEY_HOURS = 24;

/** Ended sessions, expired links and audit events are kept at least so long, whatever the settings say. */
export const ENDED_HOURS = 24;

export const AUDIT_DAYS = 30;

/** Failed logins, and wrong passwords of those who are logged in, count for so long. */
export const FAILURE_HOURS = 24;

/** An account whose address nobody proved is kept at least so long. */
export const UNVERIFIED_DAYS = 7;

/** The shortest life of an access token: until then its revocation is kept. */
export const REVOCATION_MINUTES = 1;
