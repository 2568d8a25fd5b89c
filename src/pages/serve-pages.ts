import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { readFileSync } from 'node:fs';

/** The pages run their own script alone, which sends to this server alone. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** The link to a changed address leads to /verify-email as well: a front end needs no third page. */
const FILES = [
  ['/reset-password', 'reset-password.html'],
  ['/verify-email', 'verify-email.html'],
  ['/change-email', 'verify-email.html'],
  ['/pages/pages.js', 'pages.js'],
  ['/pages/pages.css', 'pages.css'],
  ['/pages/favicon.svg', 'favicon.svg'],
] as const;

/** Serves the pages that mailed links lead to where PUBLIC_URL is this server. They contain no data of a user, so they are always there. */
export function servePages(app: NestExpressApplication): void {
  const http = app.getHttpAdapter().getInstance();
  for (const [path, file] of FILES) {
    const text = readFileSync(new URL(`./static/${file}`, import.meta.url), 'utf8');
    http.get(path, (_req: Request, res: Response) => res.set(HEADERS).type(file).send(text));
  }
}
