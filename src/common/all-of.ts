/** `Promise.all` that throws only when every promise has ended, so that a failure leaves nothing running. */
export async function allOf<T extends readonly Promise<unknown>[]>(promises: T) {
  try {
    return await Promise.all(promises);
  } catch (error) {
    await Promise.allSettled(promises);
    throw error;
  }
}
