import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { AppConfig } from './app-config.js';
import { sliceOf, SLICES } from './slices.js';

/** Gives every module the slices of the one checked configuration, and nobody the whole. */
@Global()
@Module({})
export class TaskwardConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: TaskwardConfigModule,
      providers: SLICES.map((slice) => ({ provide: slice, useValue: sliceOf(config, slice) })),
      exports: SLICES,
    };
  }
}
