import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** So that the example of a request has only what a client may send. */
export function omitReadOnlyExamples(schemas: Schemas, paths: OpenAPIObject['paths']): void {
  for (const { post, put, patch } of Object.values(paths)) {
    for (const operation of [post, put, patch]) {
      const body = operation?.requestBody;
      if (body === undefined || '$ref' in body) continue;
      const { schema } = body.content['application/json'] ?? {};
      const name = schema !== undefined && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
      omitExamples(schemas[name ?? '']);
    }
  }
}

function omitExamples(schema: Schemas[string] | undefined): void {
  if (schema === undefined || '$ref' in schema) return;
  for (const property of Object.values(schema.properties ?? {}))
    if (!('$ref' in property) && property.readOnly) delete property.example;
}

/** Objects have no other members: requests with others are refused, and answers have none. */
export function closeSchemas(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema || schema.type !== 'object') continue;
    schema.additionalProperties ??= false;
  }
}
