export const REVALIDATED = 'private, no-cache';

/** For `Clear-Site-Data`. */
export const FORGET_ANSWERS = '"cache"';
