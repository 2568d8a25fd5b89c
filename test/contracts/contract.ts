/** Fails in words: what a library no longer does that the application relies on. */
export function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
