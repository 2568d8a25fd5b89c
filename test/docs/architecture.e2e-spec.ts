/** @no-pooler rules; its statements are of kinds that others send through one */
import { RequestMethod } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { readFileSync } from 'node:fs';
import { openApiDocument } from '../../src/openapi/document.js';
import { type Operation, operationsOf } from '../security/operations.js';
import { useTestApp } from '../support/fixtures.js';
import type { TestApp } from '../support/test-app.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

describe('the table of routes in docs/ARCHITECTURE.md', () => {
  const app = useTestApp();

  it('is that of the application', () => {
    const page = readFileSync('docs/ARCHITECTURE.md', 'utf8');
    const table = /^\| Method \| Path \|.*?(?=\n\n)/ms.exec(page)?.[0];
    expect(table).toBe(tableOf(operationsOf(openApiDocument(app.nest)), controllersOf(app)));
  });
});

function tableOf(operations: Operation[], controllers: Map<string, string>): string {
  const rows = operations
    .map(({ method, path, ...access }) => ({ method, path, who: whoMay(path, access) }))
    .sort((a, b) => compare(a.path, b.path) || METHODS.indexOf(a.method) - METHODS.indexOf(b.method))
    .map(({ method, path, who }) => {
      const controller = controllers.get(`${method} ${path.replace('/api/v1', '')}`);
      return `| ${method.toUpperCase()} | \`${path}\` | \`${controller}\` | ${who} |`;
    });
  return ['| Method | Path | Controller | Who may |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function whoMay(path: string, { secured, superuser, owner }: Omit<Operation, 'method' | 'path'>): string {
  if (!secured) return 'anyone';
  if (superuser) return owner ? 'superusers, and the owner' : 'superusers';
  return path.includes('{user_id}') ? 'the owner' : 'a user, about themselves';
}

/** The controller of each route, as Nest itself has them. */
function controllersOf(app: TestApp): Map<string, string> {
  const scanner = new MetadataScanner();
  const classes = [...app.nest.get(ModulesContainer, { strict: false }).values()].flatMap(({ controllers }) =>
    [...controllers.values()].flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype] : [])),
  );
  return new Map(
    classes.flatMap((controller) => {
      const prototype = controller.prototype as Record<string, object>;
      return scanner.getAllMethodNames(prototype).flatMap((name): [string, string][] => {
        const handler = prototype[name]!;
        const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
        if (method === undefined) return [];
        const parts = [controller, handler].map((of) => Reflect.getMetadata('path', of) as string);
        const path = parts.join('/').replace(/\/+/g, '/').replace(/\/$/, '').replace(/^\/?/, '/');
        return [[`${RequestMethod[method].toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`, controller.name]];
      });
    }),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
