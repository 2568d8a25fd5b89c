/** An answer as it is sent, and as it is kept for a replay. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  replayed?: true;
}

export const ACCEPTED: Answer = { status: 202, headers: {}, body: '' };

export const NO_CONTENT: Answer = { status: 204, headers: {}, body: '' };
