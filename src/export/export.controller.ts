import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CurrentUser, type Principal } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { ExportResponse } from './dto/export-response.dto.js';
import { ExportService } from './export.service.js';

@ApiTags('Users')
@ApiBearerAuth()
@Controller('users/me/export')
export class ExportController {
  constructor(private readonly exporter: ExportService) {}

  @Get()
  @ApiOperation({
    operationId: 'exportMe',
    summary: 'Get all that is yours',
    description: 'As one JSON document, which may be long.',
  })
  @ApiOkResponse({ type: ExportResponse, description: 'The document.' })
  async export(@CurrentUser() caller: Principal, @Req() req: Request, @Res() res: Response): Promise<void> {
    const pieces = await this.exporter.export(caller.userId, originOf(req));
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.setHeader('Content-Disposition', 'attachment; filename="taskward-export.json"');
    res.setHeader('Cache-Control', 'no-store');
    try {
      // Reads no further than the client takes it off us.
      await pipeline(Readable.from(pieces), res);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      // The client hung up; there is nobody left to tell.
    }
  }
}
