/** A whole answer, as it goes out and as it is kept for a replay. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
  /** Whether it was given before. */
  replayed?: true;
}
