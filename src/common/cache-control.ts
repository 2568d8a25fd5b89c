/** One user's own, with an `ETag`: the client may keep it, and asks each time whether it is still so (RFC 9111, 5.2.2). */
export const REVALIDATED = 'private, no-cache';
