import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { sendJson } from '../../common/send-json.js';
import { ApiOwnTasks, header } from '../tasks.docs.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { type Changes, ChangesService } from './changes.service.js';
import { ChangesQuery } from './dto/changes.query.js';
import { ChangesResponse } from './dto/changes-response.dto.js';
import { HeldPollsService } from './held-polls.service.js';
import { LiveConnectionsService } from './live-connections.service.js';
import { ApiPreferWait, PreferWait } from './prefer-wait.decorator.js';
import { SYNC_ERRORS } from './sync.errors.js';

@ApiOwnTasks()
@Controller(':user_id/tasks/changes')
export class ChangesController {
  constructor(
    private readonly changes: ChangesService,
    private readonly polls: HeldPollsService,
    private readonly live: LiveConnectionsService,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listTaskChanges',
    summary: 'What changed since you last asked',
    description:
      'Without a cursor everything, then page by page what was written since, deletions too, in the order of `version`. Ask again with `next_cursor`, at once while `has_more`. A cursor is good for 90 days from when you last knew everything.',
  })
  @ApiPreferWait()
  @ApiOkResponse({
    type: ChangesResponse,
    description: 'The changes that follow the cursor.',
    headers: { 'Preference-Applied': { ...header('The preference that was followed.', 'wait=25'), required: false } },
  })
  @ApiProblems(TASK_ERRORS.INVALID_CURSOR, SYNC_ERRORS.SYNC_EXPIRED)
  async list(
    @CurrentUser() caller: Principal,
    @Query() { cursor, limit }: ChangesQuery,
    @PreferWait() seconds: number | undefined,
    @Res() res: Response,
  ): Promise<void> {
    res.vary('Prefer');
    const read = () => this.changes.read(caller.userId, cursor, limit);
    const changes = await read();
    if (seconds === undefined || !this.live.hasRoom) return void sendJson(res, changesJson(changes));
    res.setHeader('Preference-Applied', `wait=${seconds}`);
    const hasNews = changes.items.length === 0 && (await this.polls.wait(caller, changes.version, seconds, res));
    sendJson(res, changesJson(hasNews ? await read() : changes));
  }
}

function changesJson({ items, version, nextCursor, hasMore }: Changes): string {
  const rest: Omit<ChangesResponse, 'items'> = { version, next_cursor: nextCursor, has_more: hasMore };
  return `{"items":[${items.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
