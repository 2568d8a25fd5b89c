import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../../common/common.errors.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { sendAnswer } from '../../idempotency/send-answer.js';
import { ApiIfNoneMatch, IfNoneMatch } from '../conditional-headers.decorator.js';
import { ListTasksQuery } from '../dto/list-tasks.query.js';
import { TaskListResponse } from '../dto/task-list-response.dto.js';
import type { EntityTags } from '../preconditions.js';
import { ApiOwnTasks, header } from '../tasks.docs.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { listAnswer } from './list-answer.js';
import { TaskListService } from './task-list.service.js';

@ApiOwnTasks()
@Controller(':user_id/tasks')
export class TaskListController {
  constructor(private readonly lists: TaskListService) {}

  @Get()
  @ApiOperation({
    operationId: 'listTasks',
    summary: 'List your tasks',
    description:
      'Newest first unless `sort` says otherwise. To poll, send the `ETag` back in `If-None-Match`: an unchanged list costs next to nothing.',
  })
  @ApiIfNoneMatch('The `ETag` of the page that you have.')
  @ApiOkResponse({
    type: TaskListResponse,
    description: 'One page.',
    headers: { ETag: header('Names this state of this page.'), Link: header('`first`, `prev` and `next` (RFC 8288).') },
  })
  @ApiResponse({
    status: 304,
    description: 'You have this page already.',
    headers: { ETag: header('The one you sent.') },
  })
  @ApiProblems(TASK_ERRORS.INVALID_CURSOR, COMMON_ERRORS.MALFORMED_HEADER)
  async list(
    @CurrentUser() { userId }: Principal,
    @Query() query: ListTasksQuery,
    @IfNoneMatch() known: EntityTags | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, listAnswer(req.originalUrl, query, await this.lists.list(userId, query, known)));
  }
}
