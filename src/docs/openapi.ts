import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS_EXTENSION, RATE_LIMIT_EXTENSION } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import type { ErrorDefinition } from '../common/problem.js';

type Operation = OpenAPIObject['paths'][string]['get'] &
  object & { [PROBLEMS_EXTENSION]?: ErrorDefinition[]; [RATE_LIMIT_EXTENSION]?: boolean };

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const DESCRIPTION = `Accounts, sessions and per-user tasks.

Make an account with \`POST /api/v1/auth/register\`, log in with **Authorize** (or \`POST /api/v1/auth/login\`), and keep
tasks under \`/api/v1/me/tasks\`. Every path also answers without the version (\`/api/me/tasks\`).

Errors are problem details (RFC 9457); \`error_code\` is stable, and the codes are listed with each operation.`;

/** The OpenAPI 3.1 document: what the controllers say, and the errors that every operation shares. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Taskward')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addTag('Auth', 'Registration and login')
    .addTag('Users', 'Your account')
    .addTag('Admin', 'Accounts and their history, for superusers')
    .addTag('Tasks', 'Your tasks')
    .addTag('Health', 'For orchestrators')
    .addOAuth2({
      type: 'oauth2',
      description: 'Log in with your e-mail address or username, or paste an access token under `bearer`.',
      flows: { password: { tokenUrl: '/api/v1/auth/login', scopes: {} } },
    })
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  const document = SwaggerModule.createDocument(app, builder.build());
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, ...PROBLEM_SCHEMAS };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) if (path[method]) finishOperation(path[method], method !== 'get');
  }
  return document;
}

function finishOperation(operation: Operation, writes: boolean): void {
  const secured = operation.security !== undefined;
  // Either way of logging in will do.
  operation.security = secured ? [{ bearer: [] }, { oauth2: [] }] : [];
  const own = operation[PROBLEMS_EXTENSION] ?? [];
  delete operation[PROBLEMS_EXTENSION];
  const limited = secured || operation[RATE_LIMIT_EXTENSION] === true;
  delete operation[RATE_LIMIT_EXTENSION];
  const byStatus = new Map<number, ErrorDefinition[]>();
  for (const definition of [
    ...own,
    ...sharedErrors(operation, secured, writes),
    ...(limited ? [COMMON_ERRORS.TOO_MANY_REQUESTS] : []),
  ]) {
    const others = byStatus.get(definition.status) ?? [];
    if (!others.includes(definition)) byStatus.set(definition.status, [...others, definition]);
  }
  const isHealth = operation.tags?.includes('Health') ?? false;
  for (const [status, definitions] of byStatus) {
    if (!isHealth || status === 400) operation.responses[status] ??= problemResponse(definitions);
  }
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    response.headers = {
      ...response.headers,
      ...REQUEST_ID,
      ...(status === '401' && WWW_AUTHENTICATE),
      ...(['429', '503'].includes(status) && RETRY_AFTER),
      ...(limited && /^(2..|429)$/.test(status) && RATE_LIMIT),
    };
  }
}

/** What an operation can answer with because of its form: any with a body, any with parameters, any that wants a token, and any such that writes. */
function sharedErrors(operation: Operation, secured: boolean, writes: boolean): ErrorDefinition[] {
  const hasBody = operation.requestBody !== undefined;
  const owned = operation.parameters?.some((parameter) => 'name' in parameter && parameter.name === 'user_id') ?? false;
  return [
    COMMON_ERRORS.MALFORMED_REQUEST,
    ...(hasBody
      ? [COMMON_ERRORS.MALFORMED_JSON, COMMON_ERRORS.PAYLOAD_TOO_LARGE, COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE]
      : []),
    ...(hasBody || operation.parameters?.length ? [COMMON_ERRORS.VALIDATION_FAILED] : []),
    ...(secured ? [COMMON_ERRORS.UNAUTHENTICATED] : []),
    ...(owned ? [COMMON_ERRORS.FORBIDDEN] : []),
    ...(secured && writes ? [COMMON_ERRORS.CSRF_TOKEN_INVALID] : []),
    COMMON_ERRORS.INTERNAL_ERROR,
    COMMON_ERRORS.SERVICE_UNAVAILABLE,
    COMMON_ERRORS.OVERLOADED,
  ];
}

function problemResponse(definitions: ErrorDefinition[]) {
  return {
    description: definitions.map(({ code, title }) => `\`${code}\`: ${title}.`).join(' '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          definitions.map((definition) => [definition.code, { value: example(definition) }]),
        ),
      },
    },
  };
}

function example({ code, status, title, detail }: ErrorDefinition) {
  return {
    type: `urn:taskward:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail,
    instance: '/api/v1/me/tasks',
    error_code: code,
    request_id: '2f1c7a1e-8f5b-4c8e-9a37-0f6d1b0c9e55',
    timestamp: '2026-11-21T09:30:00.000Z',
    ...(status === 422 && { errors: [{ pointer: '/title', code: 'REQUIRED', detail: 'is required' }] }),
  };
}

const REQUEST_ID = {
  'X-Request-Id': { description: 'Names this request in the log.', schema: { type: 'string' as const } },
};
const WWW_AUTHENTICATE = {
  'WWW-Authenticate': { description: 'How to authenticate (RFC 6750).', schema: { type: 'string' as const } },
};
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' as const } } };

const RATE_LIMIT = {
  'RateLimit-Policy': {
    description: 'The quota (`q`) of requests in a window of `w` seconds (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string' as const },
    example: '"api";q=600;w=60',
  },
  RateLimit: {
    description: 'What remains of it (`r`), and the seconds until the window closes (`t`).',
    schema: { type: 'string' as const },
    example: '"api";r=599;t=60',
  },
};

const PROBLEM_SCHEMAS = {
  Problem: {
    type: 'object' as const,
    description: 'Problem details (RFC 9457).',
    required: ['type', 'title', 'status', 'detail', 'instance', 'error_code', 'request_id', 'timestamp'],
    properties: {
      type: { type: 'string' as const, format: 'uri', description: 'Names the kind of problem.' },
      title: { type: 'string' as const },
      status: { type: 'integer' as const },
      detail: { type: 'string' as const },
      instance: { type: 'string' as const, description: 'The path of the request.' },
      error_code: { type: 'string' as const, description: 'Stable: what a client may switch on.' },
      request_id: { type: 'string' as const, description: 'Quote it when you report the problem.' },
      timestamp: { type: 'string' as const, format: 'date-time' },
      errors: { type: 'array' as const, items: { $ref: '#/components/schemas/FieldFault' } },
    },
  },
  FieldFault: {
    type: 'object' as const,
    description: 'What is wrong with one field.',
    required: ['pointer', 'code', 'detail'],
    properties: {
      pointer: {
        type: 'string' as const,
        description: 'A JSON Pointer (RFC 6901) into the body, or `/name` of a parameter.',
      },
      code: { type: 'string' as const },
      detail: { type: 'string' as const },
    },
  },
};
