import { Agent, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface SentEvent {
  id?: string;
  event?: string;
  data?: string;
  retry?: string;
}

/** A client that streams the events of a user, with the token in a header. */
export class EventClient {
  readonly events: SentEvent[] = [];
  comments = 0;
  isClosed = false;

  private constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    private readonly response: IncomingMessage,
  ) {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    });
    for (const event of ['end', 'close', 'error']) response.on(event, () => (this.isClosed = true));
  }

  static connect(
    url: string,
    token: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<EventClient> {
    return new Promise((resolve, reject) => {
      const request = get(
        `${url}/api/v1/me/tasks/events`,
        { method, agent: new Agent({ keepAlive: true }), headers: { Authorization: `Bearer ${token}`, ...headers } },
        (response) => resolve(new EventClient(response.statusCode ?? 0, response.headers, response)),
      );
      request.on('error', reject).end();
    });
  }

  /** The numbers that it heard of, in their order. */
  get versions(): number[] {
    return this.events
      .filter(({ event }) => event === 'change')
      .map(({ id, data }) => {
        expect(data).toBe(`{"version":${id}}`);
        return Number(id);
      });
  }

  /** Why the server ended it. */
  get reason(): string | undefined {
    const data = this.events.find(({ event }) => event === 'end')?.data;
    return data && (JSON.parse(data) as { reason: string }).reason;
  }

  close(): void {
    this.response.destroy();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private take(block: string): void {
    if (block.startsWith(':')) this.comments++;
    else this.events.push(Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2))) as SentEvent);
  }
}
