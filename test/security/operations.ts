import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/server/create-app.js';
import { openApiDocument } from '../../src/openapi/document.js';
import { testConfig } from '../support/test-config.js';

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

/** A route that the application registered: the method in capitals, parameters with a colon. */
export interface Route {
  method: string;
  path: string;
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

/**
 * What the application offers: a new route or operation is in here without anyone adding it. Needs no database, so that
 * a spec can make a test of each: `const { operations } = await describeApi();`.
 */
export async function describeApi(): Promise<{ operations: Operation[]; routes: Route[]; document: OpenAPIObject }> {
  const config = testConfig({ DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/nothing' });
  const nest = await createApp((adapter, options) =>
    NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), adapter, { ...options, logger: false }),
  );
  try {
    const document = openApiDocument(nest);
    return { operations: operationsOf(document), routes: routesOf(nest), document };
  } finally {
    await nest.close();
  }
}

function routesOf(nest: NestExpressApplication): Route[] {
  const { router } = nest.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack.flatMap(({ route }) => {
    const methods = Object.keys(route?.methods ?? {}).filter((method) => method !== '_all');
    // A route for every method is the framework's own "not found".
    return route === undefined || methods.length > 10
      ? []
      : methods.map((method) => ({ method: method.toUpperCase(), path: route.path }));
  });
}

export function operationsOf(document: OpenAPIObject): Operation[] {
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
