import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of every object that it has no other members: they are refused in requests, and answers have none. */
export function closeSchemas(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema || schema.type !== 'object') continue;
    schema.additionalProperties ??= false;
  }
}
