import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditService } from '../audit/audit.service.js';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { AuditEventListResponse, AuditEventResponse, ListAuditEventsQuery } from './dto/audit.dto.js';
import { ForSuperusers } from './superuser.guard.js';

@ApiTags('Admin')
@ApiBearerAuth()
@ForSuperusers()
@Controller('audit-events')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiOperation({
    operationId: 'listAuditEvents',
    summary: 'List what happened to accounts',
    description: 'Newest first. For superusers.',
  })
  @ApiOkResponse({ type: AuditEventListResponse, description: 'One page.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN)
  async list(@Query() query: ListAuditEventsQuery): Promise<AuditEventListResponse> {
    const { skip, limit } = query;
    const filter = {
      userId: query.user_id,
      actorId: query.actor_id,
      event: query.event,
      outcome: query.outcome,
      after: parseInstant(query.occurred_after),
      before: parseInstant(query.occurred_before),
    };
    const events = await this.audit.list(filter, skip, limit + 1);
    return {
      items: events.slice(0, limit).map((event) => AuditEventResponse.from(event)),
      skip,
      limit,
      has_more: events.length > limit,
    };
  }
}

const parseInstant = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
