/** Of advisory locks: any numbers that differ, and are the same in every instance. */
export const LOCK_KEYS = {
  migrations: 82_759_273,
  retention: 82_759_274,
  lastSuperuser: 82_759_275,
  /** With a second number, of the account. */
  account: 82_759_276,
} as const;
