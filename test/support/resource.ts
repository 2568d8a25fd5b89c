type Close = () => unknown;

/** When something is started and closed: by default once for all tests of a block. */
export type Hooks = readonly [before: typeof beforeAll, after: typeof afterAll];

export const PER_BLOCK: Hooks = [beforeAll, afterAll];
export const PER_TEST: Hooks = [beforeEach, afterEach];

/** Jest calls the hooks of a block in their order, so that the first of them closes all. */
const CLOSING_MS = 120_000;

/** What is open now, in the order in which it was started. */
const open: Close[] = [];

/**
 * Starts something before the tests of the block that calls this, and closes it after them: the last first. What could
 * not start is not closed, and hinders nothing else from being closed.
 *
 * @param start returns how to close what it started.
 */
export function useResource(start: () => Promise<Close>, [before, after]: Hooks = PER_BLOCK): void {
  let close: Close;
  before(async () => {
    const starting = start();
    close = () =>
      starting.then(
        (end) => end(),
        () => {},
      );
    open.push(close);
    await starting;
  });
  after(async () => {
    while (open.includes(close)) await open.pop()!();
  }, CLOSING_MS);
}
