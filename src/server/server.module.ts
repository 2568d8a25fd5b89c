import { Global, Module } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/** What guards may need of the HTTP side. */
@Global()
@Module({ providers: [BodyReader], exports: [BodyReader] })
export class ServerModule {}
