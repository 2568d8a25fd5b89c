/**
 * Waits until `check` no longer throws: for what happens elsewhere within a time that is promised.
 *
 * @throws what `check` threw last, when the time is over.
 */
export async function within(milliseconds: number, check: () => unknown): Promise<void> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
