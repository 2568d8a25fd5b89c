import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtension, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';

/** The OpenAPI extension in which an operation carries the schema of its form until the document is finished. */
export const FORM_EXTENSION = 'x-form';

/** Documents a body that is taken as JSON or as a form, where the two differ. */
export const ApiJsonOrForm = (json: Type, form: Type) =>
  applyDecorators(
    ApiConsumes('application/json'),
    ApiBody({ type: json }),
    ApiExtraModels(form),
    ApiExtension(FORM_EXTENSION, { $ref: getSchemaPath(form) }),
  );
