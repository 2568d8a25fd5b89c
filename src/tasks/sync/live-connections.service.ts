import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Clock } from '../../common/clock.js';
import { EndedSessions } from '../../common/ended-sessions.js';
import { Metrics } from '../../common/metrics.js';
import { Problem } from '../../common/problem.js';
import { SyncConfig } from '../../config/slices.js';
import type { EventStream } from './event-stream.js';
import { SYNC_ERRORS } from './sync.errors.js';
import { type LiveConnection, UserConnections } from './user-connections.js';

/** Instances learn of ended sessions within a second: so a stream ends within one and a half. */
const CHECK_MS = 250;
/** Proxies close what is silent for a minute. All streams at once would block the process: a part of them at each check. */
const COMMENT_MS = 20_000;
const ROUNDS = COMMENT_MS / CHECK_MS;
const [RETRY_FROM_MS, RETRY_TO_MS] = [1_000, 10_000];

/** The streams of events and the polls that this process holds, and when they must end. */
@Injectable()
export class LiveConnectionsService implements OnModuleInit, OnModuleDestroy {
  private readonly streams = new UserConnections<EventStream>();
  private readonly polls = new UserConnections<LiveConnection>();
  private readonly rounds = Array.from({ length: ROUNDS }, () => new Set<EventStream>());
  private opened = 0;
  private checks = 0;
  private closing = false;
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly endedSessions: EndedSessions,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    private readonly config: SyncConfig,
  ) {}

  onModuleInit(): void {
    const watch = (name: string, help: string, read: () => number) =>
      this.metrics.watch({ name, help, read, aggregator: 'sum' });
    watch('taskward_open_streams', 'Streams of events that are open.', () => this.streams.size);
    watch('taskward_held_polls', 'Requests for changes that wait for some.', () => this.polls.size);
    // eslint-disable-next-line no-restricted-globals -- looks at connections, and at no row
    this.timer = setInterval(() => this.check(), CHECK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.close();
  }

  get hasRoom(): boolean {
    return !this.closing && this.streams.size + this.polls.size < this.config.MAX_STREAMS;
  }

  /** @returns what forgets it. @throws Problem TOO_MANY_STREAMS. */
  addStream(stream: EventStream): () => void {
    if (!this.hasRoom) throw new Problem(SYNC_ERRORS.TOO_MANY_STREAMS, { headers: { 'Retry-After': '10' } });
    this.streams.add(stream);
    const round = this.rounds[this.opened++ % ROUNDS]!;
    round.add(stream);
    return () => {
      this.streams.remove(stream);
      round.delete(stream);
    };
  }

  /** @returns what forgets it. */
  addPoll(poll: LiveConnection): () => void {
    this.polls.add(poll);
    return () => this.polls.remove(poll);
  }

  /** Ends all, for good. Clients come back spread over some seconds. */
  close(): void {
    this.closing = true;
    for (const stream of this.streams) this.streams.end(stream, 'shutdown', randomInt(RETRY_FROM_MS, RETRY_TO_MS));
    for (const poll of this.polls) this.polls.end(poll, 'shutdown');
  }

  private check(): void {
    for (const connections of [this.streams, this.polls]) this.endExpired(connections);
    try {
      for (const connections of [this.streams, this.polls]) this.endOfEndedSessions(connections);
      for (const stream of this.streams) stream.resume();
    } catch {
      // Nobody knows which sessions have ended.
      for (const stream of this.streams) stream.isPaused = true;
    }
    for (const stream of this.rounds[this.checks++ % ROUNDS]!) stream.comment();
  }

  private endExpired(connections: UserConnections<LiveConnection>): void {
    const now = this.clock.now();
    for (const connection of connections)
      if (connection.caller.expiresAt * 1000 <= now) connections.end(connection, 'token_expired');
  }

  private endOfEndedSessions(connections: UserConnections<LiveConnection>): void {
    for (const connection of connections)
      if (this.endedSessions.has(connection.caller.sessionId)) connections.end(connection, 'session_ended');
  }
}
