import type { components } from './schema.js';

export type Problem = components['schemas']['Problem'];

/** There is no session, or it has ended: ask for the password. */
export class SignedOut extends Error {
  override name = 'SignedOut';

  constructor() {
    super('Log in');
  }
}

/** An answer of 400 or more. Switch on `errorCode`; docs/errors.md lists all. */
export class TaskwardError extends Error {
  override name = 'TaskwardError';

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds, where the server says when to come back. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
  }

  get errorCode(): string {
    return this.problem.error_code;
  }
}
