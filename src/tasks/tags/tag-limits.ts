/** Of one task, and of one filter. The database says so too: `ck_tasks_tags`. */
export const MAX_TAGS = 20;

export const MAX_TAG_CHARACTERS = 50;
