/** Fails with a sentence that says which private part of a library is no longer what our code relies on. */
export function demand(isKept: boolean, sentence: string): asserts isKept {
  if (!isKept) throw new Error(`${sentence} See docs/decisions/.`);
}
