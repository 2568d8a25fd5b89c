import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiSchema,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Clock } from '../common/clock.js';
import { Public } from '../common/principal.js';
import { Readiness } from './readiness.service.js';

@ApiSchema({ name: 'Health' })
class HealthResponse {
  @ApiProperty({ enum: ['healthy', 'unavailable'], enumName: 'HealthStatus', example: 'healthy' })
  status: 'healthy' | 'unavailable';

  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:30:00.000Z' })
  timestamp: string;
}

@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getHealth',
    summary: 'Whether the process answers',
    description: 'The same as `/health/live`.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'It does.' })
  health(): HealthResponse {
    return this.live();
  }

  @Get('live')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getLiveness',
    summary: 'Whether the process lives',
    description: 'Does no I/O: restart the process if this fails.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'It does.' })
  live(): HealthResponse {
    return { status: 'healthy', timestamp: this.timestamp() };
  }

  @Get('ready')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'getReadiness',
    summary: 'Whether to send requests here',
    description: 'Asks the database. Take the instance out of the balancer while this is 503, and do not restart it.',
  })
  @ApiOkResponse({ type: HealthResponse, description: 'Ready.' })
  @ApiServiceUnavailableResponse({
    type: HealthResponse,
    description: 'The database is away, or the process is about to stop.',
  })
  async ready(@Res({ passthrough: true }) res: Response): Promise<HealthResponse> {
    const ready = await this.readiness.check();
    if (!ready) res.status(HttpStatus.SERVICE_UNAVAILABLE).setHeader('Retry-After', '2');
    return { status: ready ? 'healthy' : 'unavailable', timestamp: this.timestamp() };
  }

  private timestamp(): string {
    return this.clock.date().toISOString();
  }
}
