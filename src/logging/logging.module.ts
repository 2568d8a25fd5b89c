import { Global, Module } from '@nestjs/common';
import { Log } from '../common/log.js';
import { AppConfig } from '../config/app-config.js';
import { createLog } from './logger.js';

@Global()
@Module({
  providers: [{ provide: Log, useFactory: (config: AppConfig) => createLog(config), inject: [AppConfig] }],
  exports: [Log],
})
export class LoggingModule {}
