// How long rows are kept. The statements use these numbers, and at the start the row policies are checked against them.

/** So many days after its deletion a task can be restored; then its content is blanked. */
export const TRASH_DAYS = 30;

/** So many days after its deletion the row of a task is deleted. */
export const TOMBSTONE_DAYS = 120;

/** So many hours a request with the same idempotency key gets the same answer. */
export const IDEMPOTENCY_KEY_HOURS = 24;

/** Ended sessions and expired links are kept for so many hours at least, whatever the settings say. */
export const OVER_HOURS = 24;

/** Audit events are kept for so many days at least, whatever the settings say. */
export const AUDIT_DAYS = 30;

/** Revocations are kept for so many minutes at least: no access token lives shorter. */
export const REVOCATION_MINUTES = 1;
