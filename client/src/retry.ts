import { retryAfter } from './errors.js';

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const ATTEMPTS = 4;
const LONGEST_PAUSE = 60_000;
/** What proxies answer with, besides the server's own 503. */
const PASSING = [502, 503, 504];

export const sleep: Sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

/** Sends it again where that can double nothing, up to three times, and never earlier than `Retry-After` says. */
export async function sendWithRetries(
  request: Request,
  send: (request: Request) => Promise<Response>,
  pause: Sleep,
): Promise<Response> {
  const repeatable = request.method === 'GET' || request.headers.has('Idempotency-Key');
  for (let attempt = 1; ; attempt++) {
    const answer = await send(request.clone())
      .then(readWhole)
      .catch((error: unknown) => {
        // No network, or the answer was lost, or a part of it.
        if (error instanceof TypeError && repeatable && attempt < ATTEMPTS) return undefined;
        throw error;
      });
    if (answer && (attempt === ATTEMPTS || !passes(answer, repeatable))) return answer;
    const asked = 1000 * ((answer && retryAfter(answer)) ?? 0);
    if (answer && asked > LONGEST_PAUSE) return answer;
    // Not all clients at once, when the server comes back.
    await pause(Math.max(asked, 250 * 2 ** attempt) * (1 + Math.random() / 2), request.signal);
  }
}

async function readWhole(response: Response): Promise<Response> {
  const hasBody = response.status !== 204 && response.status !== 304;
  return new Response(hasBody ? await response.arrayBuffer() : null, response);
}

/** 429 and IDEMPOTENCY_KEY_IN_USE mean that nothing was done; after a 5xx the write may have happened. */
function passes({ status, headers }: Response, repeatable: boolean): boolean {
  const refused = (status === 429 || status === 409) && headers.has('Retry-After');
  return refused || (repeatable && PASSING.includes(status));
}
