import { NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ServerConfig } from '../config/slices.js';
import { openApiDocument, swaggerUiDocument } from './document.js';

const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  'worker-src blob:',
  "frame-ancestors 'none'",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

/** What Swagger UI's page loads: Nest would serve its whole package, with source maps (docs/decisions/0107). */
export const PAGE_FILES = new Set([
  '/',
  '/index.html',
  '/swagger-ui.css',
  '/swagger-ui-bundle.js',
  '/swagger-ui-standalone-preset.js',
  '/swagger-ui-init.js',
]);

/** Serves the OpenAPI document, Swagger UI and ReDoc, with nothing from other hosts. */
export function serveDocs(app: NestExpressApplication): void {
  const { PUBLIC_PATH } = app.get(ServerConfig);
  let document: OpenAPIObject | undefined;
  const load = () => (document ??= openApiDocument(app));

  app.use(['/docs', '/redoc'], (_req: Request, res: Response, next: NextFunction) => {
    res.setHeader('Content-Security-Policy', PAGE_POLICY);
    next();
  });
  app.use('/docs', (req: Request, res: Response, next: NextFunction) => {
    if (!PAGE_FILES.has(req.path)) return next(new NotFoundException());
    // Instead of Nest's page, which a phone shows at the width of a desk.
    const isPage = req.path === '/' || req.path === '/index.html';
    if (!isPage || !['GET', 'HEAD'].includes(req.method)) return next();
    res.type('html').send(swaggerPage(PUBLIC_PATH));
  });
  app.use(sendBrowsersTo(`${PUBLIC_PATH}/docs`));
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_req: Request, res: Response) => res.json(load()));
  SwaggerModule.setup('docs', app, () => swaggerUiDocument(load(), PUBLIC_PATH), {
    raw: false,
    swaggerOptions: {
      layout: 'BaseLayout',
      persistAuthorization: false,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
  serveRedoc(app, PUBLIC_PATH);
}

/** Anyone who opens the server's address in a browser gets the documentation; others the 404 of any path. */
const sendBrowsersTo = (docs: string) => (req: Request, res: Response, next: NextFunction) => {
  const isBrowser = req.method === 'GET' && (req.headers.accept ?? '').includes('text/html');
  if (req.path !== '/' || !isBrowser) return next();
  res.vary('Accept').redirect(docs);
};

/**
 * The page of Swagger UI without its own header. What we have none of is hidden: links between operations and, of its login, an
 * id of the client, a secret, scopes.
 */
const swaggerPage = (base: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Taskward API</title>
    <link rel="icon" href="${base}/pages/favicon.svg">
    <link rel="stylesheet" href="${base}/docs/swagger-ui.css">
    <style>
      body { margin: 0; }
      .swagger-ui .scope-def,
      .swagger-ui .response-col_links,
      .swagger-ui .wrapper:has(> [for=password_type], > [for=client_id_password], > [for=client_secret_password]) {
        display: none;
      }
    </style>
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="${base}/docs/swagger-ui-bundle.js"></script>
    <script src="${base}/docs/swagger-ui-standalone-preset.js"></script>
    <script src="${base}/docs/swagger-ui-init.js"></script>
  </body>
</html>
`;

/** The only address of another host in ReDoc's bundle. */
export const REDOC_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';

function serveRedoc(app: NestExpressApplication, base: string): void {
  const http = app.getHttpAdapter().getInstance();
  let bundle: string | undefined;
  http.get('/redoc', (_req: Request, res: Response) => res.type('html').send(redocPage(base)));
  http.get('/redoc/init.js', (_req: Request, res: Response) => res.type('js').send(redocInit(base)));
  http.get('/redoc/redoc.js', (_req: Request, res: Response) => {
    bundle ??= readFileSync(redocFile(), 'utf8').replace(REDOC_LOGO, 'data:,');
    res.type('js').send(bundle);
  });
}

/** The build puts the bundle beside this file; what runs from the source takes the package's. */
function redocFile(): string {
  const copy = join(import.meta.dirname, 'redoc.standalone.js');
  return existsSync(copy) ? copy : createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js');
}

const redocPage = (base: string) => `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Taskward API</title><link rel="icon" href="${base}/pages/favicon.svg"></head>
  <body style="margin: 0"><div id="redoc"></div><script src="${base}/redoc/redoc.js"></script><script src="${base}/redoc/init.js"></script></body>
</html>
`;

const redocInit = (base: string) =>
  `Redoc.init('${base}/openapi.json', { disableSearch: false }, document.getElementById('redoc'));\n`;
