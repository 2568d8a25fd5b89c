import type { TaskwardClient } from '../client.js';
import { retryAfter, SignedOut } from '../errors.js';
import { beginAnew, freezeBatch, halveBatch, readPage, settleBatch } from './answers.js';
import type { Change, Conflict, Page, Result, State } from './model.js';
import type { Store } from './store.js';

/** As many operations as the server takes at once. */
const MAX_BATCH = 100;
const REQUEST_MS = 60_000;
/** So often an operation alone may be answered with 500 before it is put aside, if all else works. */
const MAX_FAULTS = 5;

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

interface Answer {
  status: number;
  headers: Headers;
  /** Undefined where it is no JSON, as of a proxy that answers itself. */
  body: unknown;
}

/** The server could not do it now. */
export class Unavailable extends Error {
  constructor(
    status: number,
    /** In seconds. */
    readonly retryAfter: number,
  ) {
    super(`The server answered with ${status}`);
  }
}

/** Sends what waits, and reads what changed. One request at a time: what an answer says is never older than the state. */
export class Exchange {
  private limit = MAX_BATCH;
  private faults = { key: '', times: 0 };

  constructor(
    private readonly client: TaskwardClient,
    private readonly store: Store,
    private readonly sleep: Sleep,
    private readonly newKey: () => string,
    private readonly onConflict: (conflict: Conflict) => void,
  ) {}

  /** Both, even if the one fails. @throws what `push` or `pull` did. */
  async run(signal: AbortSignal): Promise<void> {
    let failure: Error | undefined;
    await this.push(signal).catch((error: Error) => (failure = error));
    if (failure instanceof Unavailable || failure === undefined) await this.pull(signal);
    if (failure !== undefined) throw failure;
  }

  /** @returns whether the server held the answer back until there was something. */
  async pull(signal: AbortSignal, wait = 0): Promise<boolean> {
    for (let hasBegunAnew = false; ;) {
      const { building, position } = this.store.meta;
      const { cursor } = building ?? position;
      const { status, headers, body } = await this.ask(
        `changes?limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`,
        { headers: wait > 0 ? { Prefer: `wait=${wait}` } : {} },
        signal,
      );
      const page = body as Page | undefined;
      if (cursor !== undefined && !hasBegunAnew && (status === 410 || codeOf(body) === 'INVALID_CURSOR')) {
        hasBegunAnew = true;
        await this.store.commit(beginAnew);
        continue;
      }
      if (status !== 200 || !Array.isArray(page?.items)) {
        this.faults.times = 0;
        throw unavailable(status, headers);
      }
      await this.store.commit((state) => readPage(state, cursor, page));
      if (!page.has_more) return headers.has('Preference-Applied');
    }
  }

  private async push(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.store.commit((state) => freezeBatch(state, this.limit, this.newKey()));
      const { batch } = this.store.meta;
      if (batch === undefined) return;
      const { key, seqs } = batch;
      const operations = seqs.map((seq) => this.store.queue.get(`${seq}`)!.operation);
      const { status, headers, body } = await this.ask(
        'batch',
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
          body: JSON.stringify({ mode: 'independent', operations }),
        },
        signal,
      );
      const results = (body as { results?: Result[] } | undefined)?.results;
      if (status === 207 && results?.length === seqs.length) {
        await this.settle((state) => settleBatch(state, key, results));
        this.limit = Math.min(this.limit * 2, MAX_BATCH);
        continue;
      }
      const isRefused = status === 413 || ((status === 400 || status === 422) && codeOf(body) !== undefined);
      if (status === 500) this.faults = { key, times: this.faults.key === key ? this.faults.times + 1 : 1 };
      if ((isRefused || status === 500) && seqs.length > 1) {
        this.limit = Math.ceil(seqs.length / 2);
        await this.store.commit((state) => halveBatch(state, key, this.newKey()));
      } else if (isRefused || (status === 500 && this.faults.times >= MAX_FAULTS)) {
        const problem = { ...(body as object), status };
        await this.settle((state) => settleBatch(state, key, [problem]));
      }
      if (!isRefused) throw unavailable(status, headers);
    }
  }

  private async settle(decide: (state: State) => Change[]): Promise<void> {
    let changes: Change[] = [];
    await this.store.commit((state) => (changes = decide(state)));
    for (const { kind, value } of changes)
      if (kind === 'conflicts' && value !== undefined) queueMicrotask(() => this.onConflict(value));
  }

  /** Always under the user's own path, so that no other session can write or read what is theirs. */
  private async ask(path: string, init: RequestInit, until: AbortSignal): Promise<Answer> {
    const { userId } = this.store;
    if ((await this.client.userId()) !== userId) throw new SignedOut();
    const ended = new AbortController();
    const end = () => ended.abort();
    until.addEventListener('abort', end);
    if (until.aborted) end();
    void this.sleep(REQUEST_MS, ended.signal).then(end);
    try {
      const response = await this.client.request(`/${userId}/tasks/${path}`, { ...init, signal: ended.signal });
      const { status, headers } = response;
      const text = await response.text();
      const body = parseJson(text);
      if (codeOf(body) === 'NOT_YOUR_RESOURCE') throw new SignedOut();
      return { status, headers, body };
    } finally {
      until.removeEventListener('abort', end);
      end();
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const codeOf = (body: unknown) => (body as { error_code?: string } | undefined)?.error_code;

const unavailable = (status: number, headers: Headers) => new Unavailable(status, retryAfter({ headers }) ?? 0);
