import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { REVALIDATED } from '../../common/cache-control.js';
import { COMMON_ERRORS } from '../../common/common.errors.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { sendAnswer } from '../../idempotency/send-answer.js';
import { ApiIfNoneMatch, IfNoneMatch } from '../conditional-headers.decorator.js';
import { TagListResponse } from '../dto/tag-list-response.dto.js';
import type { EntityTags } from '../preconditions.js';
import { ApiOwnTasks, header } from '../tasks.docs.js';
import { TagsService } from './tags.service.js';

@ApiOwnTasks()
@Controller(':user_id/tags')
export class TagsController {
  constructor(private readonly tags: TagsService) {}

  @Get()
  @ApiOperation({
    operationId: 'listTags',
    summary: 'List your tags',
    description:
      'Every tag of your tasks, by name, with how many have it; those in the trash do not count. To poll, send the `ETag` back in `If-None-Match`.',
  })
  @ApiIfNoneMatch('The `ETag` of the tags that you have.')
  @ApiOkResponse({
    type: TagListResponse,
    description: 'All of them.',
    headers: { ETag: header('Names this state of your tasks.') },
  })
  @ApiResponse({ status: 304, description: 'You have them already.', headers: { ETag: header('The one you sent.') } })
  @ApiProblems(COMMON_ERRORS.MALFORMED_HEADER)
  async list(
    @CurrentUser() { userId }: Principal,
    @IfNoneMatch() known: EntityTags | undefined,
    @Res() res: Response,
  ): Promise<void> {
    const { etag, tags } = await this.tags.list(userId, known);
    const headers = { 'Cache-Control': REVALIDATED, ETag: etag };
    if (tags === undefined) return sendAnswer(res, { status: 304, headers, body: '' });
    const answer: TagListResponse = { items: tags };
    sendAnswer(res, { status: 200, headers, body: JSON.stringify(answer) });
  }
}
