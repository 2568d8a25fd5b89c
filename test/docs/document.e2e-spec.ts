/** @no-pooler pages in a browser, and the README */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { FAULT_CODES } from '../../src/common/fault-codes.js';
import type { OpenAPIObject } from '@nestjs/swagger';
import { allErrors } from '../../src/common/problem.js';
import { swaggerUiDocument } from '../../src/openapi/document.js';
import { useTestApp } from '../support/fixtures.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  items?: Schema;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: unknown;
  readOnly?: boolean;
  enum?: string[];
  'x-enum-varnames'?: string[];
  example?: unknown;
}
interface Answer {
  $ref?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, { schema: Schema; examples?: Record<string, { $ref?: string; value?: unknown }> }>;
}
interface Operation {
  operationId: string;
  parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    explode?: boolean;
    schema: Schema;
  }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Answer>;
  security: object[];
}
interface Document {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Answer>;
    examples: Record<string, { value: unknown }>;
    securitySchemes: Record<string, unknown>;
  };
}

/** What every client is generated from. The rules hold for routes that nobody has written yet. */
describe('the OpenAPI document', () => {
  const app = useTestApp();
  let text: string;
  let document: Document;
  let operations: { at: string; operation: Operation }[];

  beforeAll(async () => {
    text = await (await fetch(`${app.url}/openapi.json`)).text();
    document = JSON.parse(text) as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ at: `${method} ${path}`, operation })),
    );
  });

  const nameOf = (schema: Schema) => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
  const schemaAt = (at: string, status?: number) => {
    const { operation } = operations.find((other) => other.at === at)!;
    const content = status === undefined ? operation.requestBody?.content : operation.responses[status]?.content;
    return nameOf(Object.values(content ?? {})[0]!.schema);
  };

  /** Every schema, of components, parameters and answers, with those inside it. */
  function* schemas(node: unknown, at = ''): Generator<[string, Schema]> {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (['example', 'examples', 'value'].includes(key) && !at.endsWith('/properties')) continue;
      const within = /\/(properties|schemas)$/.test(at) || ['schema', 'items'].includes(key);
      if (within && typeof value === 'object') yield [`${at}/${key}`, value as Schema];
      yield* schemas(value, `${at}/${key}`);
    }
  }

  it('has no finding of redocly, recommended-strict', async () => {
    // Off, because OpenAPI itself decides: a concrete path (`/users/me`) is matched before a templated one (`/users/{id}`).
    const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-ambiguous-paths': 'off' } });
    const lint = async (source: string) =>
      (await lintFromString({ source, config })).map(({ ruleId, message, location }) => [
        ruleId,
        message,
        location[0]?.pointer,
      ]);
    expect(await lint(text)).toEqual([]);
    expect((await lint(text.replaceAll('"summary"', '"x-summary"'))).length).toBeGreaterThan(0);
  });

  it('has no finding of spectral, spectral:oas', async () => {
    const linter = new spectral.Spectral();
    linter.setRuleset({ extends: [oas as RulesetDefinition] });
    const lint = async (source: string) =>
      (await linter.run(source)).map(({ code, message, path }) => [code, message, path.join('.')]);
    expect(await lint(text)).toEqual([]);
    expect((await lint('{"openapi":"3.1.0","info":{},"paths":{}}')).length).toBeGreaterThan(0);
  }, 60_000);

  it('has no default, which clients would send, and no unique items, which they would make sets of', () => {
    const all = [...schemas(document)];
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter(([, schema]) => 'default' in schema || 'uniqueItems' in schema).map(([at]) => at)).toEqual([]);
  });

  it('begins with tasks, and ends with what is for superusers', () => {
    const names = document.tags.map(({ name }) => name);
    expect([names[0], names.at(-1)]).toEqual(['Tasks', 'Admin']);
  });

  it('has one way to authenticate', () => {
    expect(Object.keys(document.components.securitySchemes)).toEqual(['bearerAuth']);
    const ways = new Set(operations.map(({ operation }) => JSON.stringify(operation.security)));
    expect([...ways].sort()).toEqual(['[]', '[{"bearerAuth":[]}]']);
  });

  it('has a type and a sentence for every parameter, and those of the path first', () => {
    for (const { at, operation } of operations) {
      const parameters = operation.parameters ?? [];
      const untold = parameters.filter(
        ({ schema, description }) =>
          description === undefined || (schema.type === undefined && nameOf(schema) === undefined),
      );
      expect([at, untold]).toEqual([at, []]);
      const inPath = [...at.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(parameters.slice(0, inPath.length).map(({ name }) => name)).toEqual(inPath);
    }
  });

  it('has one shape for each answer and body, by a name that has nothing of our classes', () => {
    expect(Object.keys(document.components.schemas).filter((name) => /(Dto|Response|Query)$/.test(name))).toEqual([]);
    expect(text).not.toMatch(/"(oneOf|anyOf)"/);
    for (const { at, operation } of operations) {
      for (const { content } of [operation.requestBody ?? {}, ...Object.values(operation.responses)] as Answer[])
        for (const [type, { schema }] of Object.entries(content ?? {}))
          expect([at, type, typeof nameOf(schema)]).toEqual([at, type, 'string']);
    }
  });

  it('names every choice', () => {
    const named = Object.keys(document.components.schemas).map((name) => `/components/schemas/${name}`);
    const unnamed = [...schemas(document)].filter(([at, schema]) => schema.enum !== undefined && !named.includes(at));
    expect(unnamed.map(([at]) => at)).toEqual([]);
    // Go has one name space for the values of all enums.
    const values = Object.values(document.components.schemas).flatMap(
      (schema) => schema['x-enum-varnames'] ?? schema.enum ?? [],
    );
    const names = values.map((value) => value.replace(/\W/g, '_').toUpperCase());
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('names what clients ask for by name', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Task', 'TaskCreate', 'TaskUpdate', 'TaskPriority', 'TokenPair', 'User', 'Problem']),
    );
    expect(schemaAt('post /api/v1/auth/login')).toBe('Credentials');
    expect(schemaAt('post /api/v1/auth/login', 200)).toBe('TokenPair');
    expect(schemaAt('post /api/v1/auth/refresh', 200)).toBe('TokenPair');
    expect(schemaAt('post /api/v1/auth/cookie-session', 200)).toBe('CookieSession');
    const { Task, TaskUpdate, TaskBatchOperation } = document.components.schemas;
    for (const schema of [Task, TaskUpdate]) expect(nameOf(schema!.properties!.priority!)).toBe('TaskPriority');
    expect(Object.keys(TaskBatchOperation!.properties!)).toEqual(expect.arrayContaining(['op', 'id', 'data']));
    const list = operations.find(({ at }) => at === 'get /api/v1/{user_id}/tasks')!.operation;
    const sort = list.parameters?.find(({ name }) => name === 'sort');
    expect(sort).toMatchObject({ explode: false, schema: { type: 'array' } });
    expect(document.components.schemas[nameOf(sort!.schema.items!)!]?.enum).toContain('-created_at');
  });

  it('says of every object that it has no other members', () => {
    const open = Object.entries(document.components.schemas)
      .filter(([, { type, additionalProperties }]) => type === 'object' && additionalProperties !== false)
      .map(([name]) => name);
    expect(open).toEqual([]);
  });

  it('marks what only the server sets, in what it gives and where it may be given back', () => {
    const readOnly = (name: string) =>
      Object.entries(document.components.schemas[name]!.properties!)
        .filter(([, schema]) => schema.readOnly)
        .map(([field]) => field)
        .sort();
    const ofTask = ['completed_at', 'created_at', 'deleted_at', 'id', 'updated_at', 'user_id', 'version'];
    expect(readOnly('Task')).toEqual(ofTask);
    // A creation may give the times, also as the data of a batch.
    const ofServer = ofTask.filter((field) => !['completed_at', 'created_at'].includes(field));
    for (const name of ['TaskCreate', 'TaskUpdate']) expect([name, readOnly(name)]).toEqual([name, ofServer]);
    expect(readOnly('UserUpdate')).toEqual(readOnly('User'));
    expect(readOnly('AccountUpdate')).toEqual(readOnly('Account'));
  });

  it('shows Swagger UI no times, which would be those of now: a body as it stands is one that can be sent', () => {
    const { schemas } = swaggerUiDocument(document as unknown as OpenAPIObject, '').components!;
    const { example } = schemas!.TaskCreate as { example: object };
    expect(Object.keys(example)).toEqual(expect.arrayContaining(['title', 'due_at']));
    expect(Object.keys(example).filter((name) => name.endsWith('ed_at'))).toEqual([]);
  });

  it('lets what is got be sent back: every field of an answer is one of the body', () => {
    const fields = (at: string, status?: number) =>
      Object.keys(document.components.schemas[schemaAt(at, status) ?? '']?.properties ?? {});
    const pairs = operations
      .filter(({ at }) => /^(put|patch) /.test(at))
      .map(({ at }) => ({ at, got: at.replace(/^\w+/, 'get') }));
    expect(pairs.length).toBeGreaterThan(3);
    for (const { at, got } of pairs)
      expect([at, fields(got, 200).filter((field) => !fields(at).includes(field))]).toEqual([at, []]);
  });

  it('describes each error once, and has every code', () => {
    for (const { at, operation } of operations) {
      const inline = Object.entries(operation.responses).filter(
        ([status, { $ref }]) => Number(status) >= 400 && $ref === undefined,
      );
      const isHealth = at.startsWith('get /health');
      expect([at, inline.filter(([status]) => !(isHealth && status === '503'))]).toEqual([at, []]);
    }
    const { ErrorCode, FaultCode } = document.components.schemas;
    expect(ErrorCode?.enum).toEqual([...new Set(allErrors().map(({ code }) => code))].sort());
    expect(ErrorCode?.enum).toEqual(expect.arrayContaining(['INVALID_TOKEN', 'NOT_YOUR_RESOURCE']));
    expect(FaultCode?.enum).toEqual(FAULT_CODES);
    const { StaleTask } = document.components.responses;
    expect(nameOf(Object.values(StaleTask!.content!)[0]!.schema)).toBe('TaskProblem');
    expect(document.components.schemas.TaskProblem?.properties?.current).toEqual({ $ref: '#/components/schemas/Task' });
  });

  it('has examples that fit', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addFormat('idn-email', true);
    ajv.addSchema(document, 'openapi');
    const checked = [...schemas(document)].filter(([, schema]) => 'example' in schema);
    expect(checked.length).toBeGreaterThan(50);
    for (const [at, schema] of checked) {
      const alone = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object;
      const fits = ajv.validate(alone, schema.example);
      expect([at, fits, ajv.errorsText()]).toEqual([at, true, 'No errors']);
    }
    for (const { content } of Object.values(document.components.responses)) {
      for (const { schema, examples } of Object.values(content!)) {
        for (const name of Object.keys(examples!)) {
          const fits = ajv.validate({ $ref: `openapi${schema.$ref}` }, document.components.examples[name]?.value);
          expect([name, fits, ajv.errorsText()]).toEqual([name, true, 'No errors']);
        }
      }
    }
  });

  it('tells of cookies and of the CSRF token', () => {
    const { responses } = document.paths['/api/v1/auth/cookie-session']!.post!;
    expect(Object.keys(responses['200']!.headers!)).toEqual(expect.arrayContaining(['Set-Cookie', 'X-CSRF-Token']));
    expect(text).toContain('__Host-access');
    const { parameters } = document.paths['/api/v1/auth/cookie-session/refresh']!.post!;
    expect(parameters).toMatchObject([{ name: 'X-CSRF-Token', in: 'header', required: false }]);
  });

  it('stays small', () => {
    expect(text.length).toBeLessThan(160_000);
  });
});
