import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/** The last of the global guards: the body is read when all others have let the request through, and refuses only by what it is. */
@Injectable()
export class RequestBodyGuard implements CanActivate {
  constructor(private readonly bodies: BodyReader) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    return this.bodies.read(context)?.then(() => true) ?? true;
  }
}
