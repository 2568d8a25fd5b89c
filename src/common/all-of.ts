/**
 * `Promise.all` that throws only when every promise has ended, so that a failure leaves nothing running. It throws the
 * failure of the first in their order: a statement that follows one that failed fails because of it.
 */
export async function allOf<T extends readonly Promise<unknown>[]>(promises: T) {
  try {
    return await Promise.all(promises);
  } catch (error) {
    const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');
    throw failed?.status === 'rejected' ? failed.reason : error;
  }
}
