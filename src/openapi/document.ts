import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { API_BASE } from '../common/api-base.js';
import { TextLimits } from '../common/text-limits.js';
import { ServerConfig } from '../config/slices.js';
import { SHARED_HEADERS } from './headers.js';
import { finishOperation } from './operations.js';
import { ProblemResponses } from './problem-responses.js';
import { problemSchemas } from './problem-schemas.js';
import { addBodyExamples, applyTextLimits, closeSchemas, omitReadOnlyExamples } from './schemas.js';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const DESCRIPTION = `Accounts, sessions and per-user tasks.

Make an account with \`POST /api/v1/auth/register\`, log in with \`POST /api/v1/auth/login\`, send the \`access_token\` as
\`Authorization: Bearer …\`, and keep tasks under \`/api/v1/me/tasks\`. Every path also answers without the version
(\`/api/me/tasks\`).

Errors are problem details (RFC 9457); \`error_code\` is stable, and the codes are listed with each operation. Any path may
also answer 404 \`ROUTE_NOT_FOUND\`, 405 \`METHOD_NOT_ALLOWED\`, 408 \`REQUEST_TIMEOUT\`, 417 \`EXPECTATION_FAILED\` and 431
\`HEADERS_TOO_LARGE\`; and to a body that it has no use for 400 \`MALFORMED_JSON\`, 413 \`PAYLOAD_TOO_LARGE\` and 415
\`UNSUPPORTED_MEDIA_TYPE\`. Without a token, bodies have at most 16 kB; JSON nests at most 32 levels.

What the server gives can be sent back: in the body of a write, read-only fields may be present if they are as stored, else
the answer is 422 at the field. So a \`version\` or \`updated_at\` in the body is a second \`If-Match\`.

Where the server offers cookies to browsers, \`POST /api/v1/auth/cookie-session\` logs in with them: \`__Host-access\` takes
the place of the \`Authorization\` header, \`__Secure-refresh\` that of the refresh token, and every write needs the
\`csrf_token\` of the answer in \`X-CSRF-Token\`, where \`GET /api/v1/users/me\` hands it out again.`;

/** The OpenAPI 3.1 document, with what all operations share added. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Taskward')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer(app.get(ServerConfig).PUBLIC_PATH || '/', 'This server')
    .addTag('Tasks', 'Your tasks')
    .addTag('Auth', 'Registration and login')
    .addTag('Users', 'Your account')
    .addTag('Health', 'For orchestrators')
    .addTag('Admin', 'Accounts and their history, for superusers')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The `access_token` of a login.' },
      'bearerAuth',
    );
  const document = SwaggerModule.createDocument(app, builder.build(), { autoTagControllers: false });
  const problems = new ProblemResponses();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) if (item[method]) finishOperation(path, item[method], method !== 'get', problems);
  }
  const schemas = { ...document.components?.schemas, ...problemSchemas() };
  closeSchemas(schemas);
  applyTextLimits(schemas, app.get(TextLimits));
  omitReadOnlyExamples(schemas, document.paths);
  document.info.contact = { name: 'Taskward' };
  const { responses, examples } = problems;
  document.components = { ...document.components, schemas, headers: SHARED_HEADERS, responses, examples };
  return document;
}

/**
 * With the password flow, so that Swagger UI can log in by itself, and without examples of optional parameters, which it
 * would send: no task fits all filters at once. But PUT as it stands creates the task that the other examples name.
 * Generators read the other document.
 */
export function swaggerUiDocument(document: OpenAPIObject, publicPath: string): OpenAPIObject {
  const oauth2 = {
    type: 'oauth2' as const,
    description: 'Log in with your e-mail address or username.',
    flows: { password: { tokenUrl: `${publicPath}${API_BASE}/auth/login`, scopes: {} } },
  };
  const copy = structuredClone(document);
  copy.components = { ...copy.components, securitySchemes: { oauth2, ...copy.components?.securitySchemes } };
  addBodyExamples(copy.components.schemas ?? {}, copy.paths);
  for (const path of Object.values(copy.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation?.security?.length) operation.security = [...operation.security, { oauth2: [] }];
      for (const parameter of operation?.parameters ?? []) {
        if ('$ref' in parameter || parameter.required || !parameter.schema) continue;
        if (!('$ref' in parameter.schema) && parameter.schema.example !== '*') delete parameter.schema.example;
      }
    }
  }
  return copy;
}
