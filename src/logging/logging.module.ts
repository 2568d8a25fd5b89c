import { Global, Module } from '@nestjs/common';
import { Log } from '../common/log.js';
import { LoggingConfig } from '../config/slices.js';
import { createLog } from './logger.js';

@Global()
@Module({
  providers: [{ provide: Log, useFactory: (config: LoggingConfig) => createLog(config), inject: [LoggingConfig] }],
  exports: [Log],
})
export class LoggingModule {}
