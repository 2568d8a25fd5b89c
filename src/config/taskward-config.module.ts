import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AppConfig } from './app-config.js';

/** Gives every module the one checked configuration. */
@Global()
@Module({})
export class TaskwardConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: TaskwardConfigModule,
      providers: [{ provide: AppConfig, useValue: config }],
      exports: [AppConfig],
    };
  }
}
