/** How long rows are kept. Statements are made with these numbers, and the row policies must say the same. */

/** A deleted task can come back for so many days; its content is taken away afterwards. */
export const TRASH_DAYS = 30;

/** So many days after the deletion of a task its tombstone goes as well. */
export const TOMBSTONE_DAYS = 120;

/** How long an idempotency key stands for its first request. */
export const IDEMPOTENCY_KEY_HOURS = 24;

/** What is over, such as an ended session or a mailed link, is kept for so many hours at least, whatever the settings say. */
export const OVER_HOURS = 24;

/** An audit event is kept for so many days at least, whatever the settings say. */
export const AUDIT_DAYS = 30;

/** No access token lives shorter, so no instance can do without a revocation that is younger. */
export const REVOCATION_MINUTES = 1;
