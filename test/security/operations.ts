import type { OpenAPIObject } from '@nestjs/swagger';
import { openApiDocument } from '../../src/openapi/document.js';
import type { TestApp } from '../support/test-app.js';

type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';
interface Schema {
  $ref?: string;
  example?: unknown;
  readOnly?: boolean;
  properties?: Record<string, Schema>;
}

/** An operation of the OpenAPI document, with a body that it accepts. */
export interface Operation {
  id: string;
  method: Method;
  path: string;
  /** Whether it wants a token. */
  secured: boolean;
  /** Whether it wants a superuser. */
  superuser: boolean;
  /** Whether it lets the owner in too, for whom there are no others. */
  owner: boolean;
  body: object | undefined;
}

/** Every operation that the application documents: a new route is in here without anyone adding it. */
export function operationsOf(app: TestApp): Operation[] {
  const document = openApiDocument(app.nest);
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'put', 'post', 'delete', 'patch'] as const).flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [
        {
          id: operation.operationId ?? `${method} ${path}`,
          method,
          path,
          secured: (operation.security?.length ?? 0) > 0,
          superuser: (operation as { 'x-superuser'?: boolean })['x-superuser'] === true,
          owner: (operation as { 'x-owner'?: boolean })['x-owner'] === true,
          body: exampleBody(document, operation.requestBody),
        },
      ];
    }),
  );
}

function exampleBody(document: OpenAPIObject, requestBody: unknown): object | undefined {
  const { content } = (requestBody ?? {}) as { content?: Record<string, { schema: Schema }> };
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? undefined : (exampleOf(document, schema) as object);
}

/** The examples of a schema's fields, put together. */
function exampleOf(document: OpenAPIObject, schema: Schema): unknown {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return exampleOf(document, document.components?.schemas?.[name] as Schema);
  }
  if (schema.example !== undefined || schema.properties === undefined) return schema.example;
  const fields = Object.entries(schema.properties)
    .filter(([, { readOnly }]) => readOnly !== true)
    .map(([name, property]) => [name, exampleOf(document, property)] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
