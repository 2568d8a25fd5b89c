import type { Response } from 'express';

export const HELD = 'held';

/** Says that the answer is held back on purpose, or goes on for long: its time tells nothing about the server. */
export function holdAnswer(res: Response): void {
  res.emit(HELD);
}
