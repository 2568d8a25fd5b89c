import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { sendJson } from '../../common/send-json.js';
import { ApiOwnTasks } from '../tasks.docs.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { type Changes, ChangesService } from './changes.service.js';
import { ChangesQuery } from './dto/changes.query.js';
import { ChangesResponse } from './dto/changes-response.dto.js';
import { SYNC_ERRORS } from './sync.errors.js';

@ApiOwnTasks()
@Controller(':user_id/tasks/changes')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  @Get()
  @ApiOperation({
    operationId: 'listTaskChanges',
    summary: 'What changed since you last asked',
    description:
      'Without a cursor everything, then page by page what was written since, deletions too, in the order of `version`. Ask again with `next_cursor`, at once while `has_more`. A cursor is good for 90 days from when you last knew everything.',
  })
  @ApiOkResponse({ type: ChangesResponse, description: 'The changes that follow the cursor.' })
  @ApiProblems(TASK_ERRORS.INVALID_CURSOR, SYNC_ERRORS.SYNC_EXPIRED)
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() { cursor, limit }: ChangesQuery,
    @Res() res: Response,
  ): Promise<void> {
    sendJson(res, changesJson(await this.changes.read(userId, cursor, limit)));
  }
}

function changesJson({ items, version, nextCursor, hasMore }: Changes): string {
  const rest: Omit<ChangesResponse, 'items'> = { version, next_cursor: nextCursor, has_more: hasMore };
  return `{"items":[${items.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
