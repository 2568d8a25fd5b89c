import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/**
 * The first of the global guards: a form of another site can send no body of another type than these, whatever else it
 * brings. Looks at nothing but the head of the request.
 */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  constructor(private readonly bodies: BodyReader) {}

  canActivate(context: ExecutionContext): boolean {
    this.bodies.demandMediaType(context);
    return true;
  }
}
