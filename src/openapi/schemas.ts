import type { OpenAPIObject } from '@nestjs/swagger';

import { MAX_LENGTH, type TextLimits } from '../common/text-limits.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** So that the example of a request has only what a client may send. */
export function omitReadOnlyExamples(schemas: Schemas, paths: OpenAPIObject['paths']): void {
  for (const { properties } of bodySchemas(schemas, paths)) {
    for (const property of Object.values(properties ?? {}))
      if (!('$ref' in property) && property.readOnly) delete property.example;
  }
}

/** For pages that would make up a value for every field: a body of those that have an example. */
export function addBodyExamples(schemas: Schemas, paths: OpenAPIObject['paths']): void {
  for (const schema of bodySchemas(schemas, paths)) {
    const fields = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      'example' in property ? [[name, property.example] as const] : [],
    );
    schema.example ??= Object.fromEntries(fields);
  }
}

function bodySchemas(schemas: Schemas, paths: OpenAPIObject['paths']) {
  return Object.values(paths).flatMap(({ post, put, patch }) =>
    [post, put, patch].flatMap((operation) => {
      const body = operation?.requestBody;
      if (body === undefined || '$ref' in body) return [];
      const { schema } = body.content['application/json'] ?? {};
      const name = schema !== undefined && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
      const named = schemas[name ?? ''];
      return named === undefined || '$ref' in named ? [] : [named];
    }),
  );
}

/** Decorators know limits by the variables that set them. */
export function applyTextLimits(schemas: Schemas, limits: TextLimits): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema) continue;
    for (const property of Object.values(schema.properties ?? {}) as (object & { [MAX_LENGTH]?: string })[]) {
      const variable = property[MAX_LENGTH];
      if (variable === undefined) continue;
      delete property[MAX_LENGTH];
      Object.assign(property, { maxLength: limits[variable] });
    }
  }
}

/** Objects have no other members: requests with others are refused, and answers have none. */
export function closeSchemas(schemas: Schemas): void {
  for (const schema of Object.values(schemas)) {
    if ('$ref' in schema || schema.type !== 'object') continue;
    schema.additionalProperties ??= false;
  }
}
