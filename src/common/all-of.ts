/** The values of all, as `Promise.all` gives them, but never before every one has ended: what failed leaves nothing running behind it. */
export async function allOf<T extends readonly Promise<unknown>[]>(promises: T) {
  try {
    return await Promise.all(promises);
  } catch (error) {
    await Promise.allSettled(promises);
    throw error;
  }
}
