import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { BodyReader } from './body-reader.js';

/** Comes first, so that forms of other sites are refused before any other guard acts. Reads the head alone. */
@Injectable()
export class MediaTypeGuard implements CanActivate {
  constructor(private readonly bodies: BodyReader) {}

  canActivate(context: ExecutionContext): boolean {
    this.bodies.demandMediaType(context);
    return true;
  }
}
