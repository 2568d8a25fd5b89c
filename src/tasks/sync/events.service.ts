import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { holdAnswer } from '../../common/held-answer.js';
import type { Principal } from '../../common/principal.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import { EventStream } from './event-stream.js';
import { LiveConnectionsService } from './live-connections.service.js';
import { TaskNewsService } from './task-news.service.js';

@Injectable()
export class EventsService {
  constructor(
    private readonly live: LiveConnectionsService,
    private readonly news: TaskNewsService,
    private readonly reads: FreshReadsService,
  ) {}

  /** Sends events until the client leaves or the stream must end. @throws Problem TOO_MANY_STREAMS. */
  async open(caller: Principal, known: number | undefined, res: Response): Promise<void> {
    const stream = new EventStream(caller, res);
    // First, so that no number can fall between.
    const unsubscribe = this.news.subscribe(caller.userId, (version) => stream.announce(version));
    res.once('close', unsubscribe);
    stream.announce((await this.reads.readCounters(caller.userId)).version);
    if (res.closed) return;
    res.once('close', this.live.addStream(stream));
    holdAnswer(res);
    stream.begin(known);
  }
}
