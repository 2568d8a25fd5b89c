import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';

export const ACCEPTS_FORM = 'acceptsForm';

/** The route takes a form too (RFC 6749, 4.3.2): its fields are flat, and all of them strings. */
export const AcceptsForm = () =>
  applyDecorators(
    SetMetadata(ACCEPTS_FORM, true),
    ApiConsumes('application/json', 'application/x-www-form-urlencoded'),
  );
