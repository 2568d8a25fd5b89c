/** The keys of our advisory locks. Any numbers will do, if they are the same in every instance and no two are alike. */
export const LOCK_KEYS = {
  migrations: 82_759_273,
  purge: 82_759_274,
  lastSuperuser: 82_759_275,
} as const;
