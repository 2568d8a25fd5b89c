import type { Principal } from '../../common/principal.js';
import type { EndReason } from './event-stream.js';

/** Because phones leave connections behind that nobody reads. */
const MAX_PER_USER = 8;

export interface LiveConnection {
  readonly caller: Principal;
  end(reason: EndReason, retryMs?: number): void;
}

/** Open connections by user: the newest few of each. */
export class UserConnections<Connection extends LiveConnection> {
  private readonly byUser = new Map<string, Set<Connection>>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(connection: Connection): void {
    const { userId } = connection.caller;
    const own = this.byUser.get(userId) ?? new Set();
    this.byUser.set(userId, own.add(connection));
    this.count++;
    const [oldest] = own;
    if (own.size > MAX_PER_USER && oldest !== undefined) this.end(oldest, 'replaced');
  }

  remove(connection: Connection): void {
    const { userId } = connection.caller;
    const own = this.byUser.get(userId);
    if (!own?.delete(connection)) return;
    this.count--;
    if (own.size === 0) this.byUser.delete(userId);
  }

  end(connection: Connection, reason: EndReason, retryMs?: number): void {
    this.remove(connection);
    connection.end(reason, retryMs);
  }

  *[Symbol.iterator](): Generator<Connection> {
    for (const own of this.byUser.values()) yield* own;
  }
}
