import type { components } from './schema.js';

export type Problem = components['schemas']['Problem'] & Partial<components['schemas']['TaskProblem']>;

/** There is no session, or it is over, or it is another user's by now: ask for the password. */
export class SignedOut extends Error {
  override name = 'SignedOut';

  constructor() {
    super('Nobody is logged in.');
  }
}

/** An answer of 400 or more. Switch on `errorCode`: docs/errors.md lists all. */
export class TaskwardError extends Error {
  override name = 'TaskwardError';
  readonly errorCode: string;

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds, where the server says when to come back. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
    this.errorCode = problem.error_code;
  }

  static async of(response: Response): Promise<TaskwardError> {
    const { status } = response;
    // A proxy may answer with a page of its own.
    const unknown = { status, error_code: '', detail: `The answer was ${status}.` };
    const problem = (await response.json().catch(() => unknown)) as Problem;
    return new TaskwardError(status, problem, retryAfter(response));
  }
}

/** Seconds. */
export function retryAfter({ headers }: Pick<Response, 'headers'>): number | undefined {
  const value = headers.get('Retry-After');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0);
}
