/** The values of all, as `Promise.all` gives them, but never before every one has ended: what failed leaves nothing running behind it. */
export async function allOf<T extends readonly Promise<unknown>[]>(promises: T) {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
