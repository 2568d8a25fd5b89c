import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { ApiOwnTasks } from '../tasks.docs.js';
import { EventResponse } from './dto/event-response.dto.js';
import { EventsService } from './events.service.js';
import { ApiLastEventId, LastEventId } from './last-event-id.decorator.js';
import { SYNC_ERRORS } from './sync.errors.js';

const HEADERS = [
  ['Content-Type', 'text/event-stream'],
  ['Cache-Control', 'no-store, no-transform'],
  ['X-Accel-Buffering', 'no'],
] as const;

@ApiOwnTasks()
@Controller(':user_id/tasks/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @ApiOperation({
    operationId: 'streamTaskEvents',
    summary: 'Hear of changes as they happen',
    description:
      'Server-sent events: `change` with the number of the last write, the first one at once. Ask `/tasks/changes` what it was. Before it closes: `end` with a `reason` (`token_expired`, `session_ended`, `replaced` by a newer stream, `shutdown`). No token goes into the URL: use a client that streams `fetch`, or the cookie.',
  })
  @ApiLastEventId()
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ type: EventResponse, description: 'Events, without an end.' })
  @ApiProblems(SYNC_ERRORS.TOO_MANY_STREAMS)
  async stream(
    @CurrentUser() caller: Principal,
    @LastEventId() known: number | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    for (const [name, value] of HEADERS) res.setHeader(name, value);
    if (req.method === 'HEAD') return void res.end();
    await this.events.open(caller, known, res);
  }
}
