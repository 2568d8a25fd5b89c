/** A whole answer, as it goes out and as it is kept for a replay. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** JSON, or nothing. */
  body: string;
  /** Whether it was given before. */
  replayed?: true;
}

export const ACCEPTED: Answer = { status: 202, headers: {}, body: '' };

export const NO_CONTENT: Answer = { status: 204, headers: {}, body: '' };
