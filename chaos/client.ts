/** No answer takes longer than this: it would be a promise broken. */
const PATIENCE_MS = 60_000;

export interface Answer<Body> {
  /** 0 if the connection failed before there was one. */
  status: number;
  body: Body;
}

/** Calls one of several instances, as the clients behind a balancer would, and keeps the account of what it saw. */
export class Client {
  readonly statuses = new Map<number, number>();
  /** The times of the answers, in milliseconds, since they were last taken. */
  private times: number[] = [];
  slowestMs = 0;

  /** @param urls of the instances. */
  constructor(private readonly urls: string[]) {}

  takeTimes(): number[] {
    const times = this.times;
    this.times = [];
    return times;
  }

  async call<Body>(
    method: string,
    path: string,
    { token, body, key, url }: { token?: string; body?: object; key?: string; url?: string } = {},
  ): Promise<Answer<Body>> {
    const begun = performance.now();
    const answer = await ask<Body>((url ?? this.anyUrl()) + path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const took = performance.now() - begun;
    this.times.push(took);
    this.slowestMs = Math.max(this.slowestMs, took);
    this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
    return answer;
  }

  private anyUrl(): string {
    return this.urls[Math.floor(Math.random() * this.urls.length)] ?? '';
  }
}

async function ask<Body>(url: string, init: RequestInit): Promise<Answer<Body>> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError')
      throw new Error(`${init.method} ${url} had no answer after ${PATIENCE_MS} ms`, { cause: error });
    return { status: 0, body: {} as Body };
  }
}
