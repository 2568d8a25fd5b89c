/** One user's own, with an `ETag`: the client may keep it, and asks each time whether it is still so (RFC 9111, 5.2.2). */
export const REVALIDATED = 'private, no-cache';

/** For `Clear-Site-Data` at the end of a session: what the browser kept of its answers goes with it. */
export const FORGET_ANSWERS = '"cache"';
