import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/** Comes last: a body is read when all other guards have accepted the request (docs/decisions/0016). */
@Injectable()
export class RequestBodyGuard implements CanActivate {
  constructor(private readonly bodies: BodyReader) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.bodies.read(context)?.then(() => true) ?? true;
  }
}
