import { Global, Module } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

@Global()
@Module({ providers: [BodyReader], exports: [BodyReader] })
export class BodyModule {}
