import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { EndedSessions } from '../../common/ended-sessions.js';
import { holdAnswer } from '../../common/held-answer.js';
import type { Principal } from '../../common/principal.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import { LiveConnectionsService } from './live-connections.service.js';
import { TaskNewsService } from './task-news.service.js';

/** Requests that wait for news, without a connection to the database. */
@Injectable()
export class HeldPollsService {
  constructor(
    private readonly live: LiveConnectionsService,
    private readonly news: TaskNewsService,
    private readonly endedSessions: EndedSessions,
  ) {}

  /** @returns whether the user has written since `version`. @throws Problem UNAUTHENTICATED if the session ended. */
  async wait(caller: Principal, version: number, seconds: number, res: Response): Promise<boolean> {
    if (res.closed) return false;
    holdAnswer(res);
    const hasNews = await new Promise<boolean>((resolve) => {
      const settle = (news: boolean) => {
        clearTimeout(timer);
        forget();
        unsubscribe();
        resolve(news);
      };
      const timer = setTimeout(settle, seconds * 1000, false);
      const forget = this.live.addPoll({ caller, end: () => settle(false) });
      const unsubscribe = this.news.subscribe(caller.userId, (now) => {
        if (now > version) settle(true);
      });
      res.once('close', () => settle(false));
    });
    if (this.endedSessions.has(caller.sessionId)) throw unauthenticated();
    return hasNews;
  }
}
