import { Global, Module } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/** The body of a request, for the guards. */
@Global()
@Module({ providers: [BodyReader], exports: [BodyReader] })
export class BodyModule {}
