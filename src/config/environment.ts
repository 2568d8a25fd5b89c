import { z } from 'zod';
import { originFault } from './origins.js';
import { parseDatabaseUrl } from './database-url.js';
import { UrlFault } from './service-url.js';
import { parseSmtpUrl } from './smtp-url.js';
import { isTrustProxy } from './trust-proxy.js';

const text = z.string().trim().min(1);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const list = text.transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

function integer(min: number, max: number) {
  const wanted = `must be a whole number from ${min} to ${max}`;
  return text.regex(/^\d+$/, wanted).transform(Number).pipe(z.number().min(min, wanted).max(max, wanted));
}

function url(...protocols: string[]) {
  const wanted = `must be a URL that starts with ${protocols.map((name) => `${name}//`).join(' or ')}`;
  return text.refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), wanted);
}

const origin = z.string().superRefine((value, context) => {
  const fault = originFault(value);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

function isPlain(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password, search, hash } = new URL(value);
  return [username, password, search, hash].every((part) => part === '') && !/[?#]/.test(value);
}

/** Whether links can begin with it: the address of a web page, or the scheme of an app. */
function isLinkBase(value: string): boolean {
  const scheme = /^(?!(?:wss?|ftp|file|data|blob|about|javascript|vbscript):)[a-z][a-z0-9+.-]*:\/\//i;
  return scheme.test(value) && URL.canParse(value);
}

function readBy(read: (value: string) => unknown) {
  return text.superRefine((value, context) => {
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof UrlFault)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });
}

/** Every variable that Taskward reads. `.env.example` explains each; a test compares the two. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: text.default('0.0.0.0'),
  PORT: integer(0, 65_535).default(3000),
  WORKERS: integer(1, 256).default(1),
  DATA_DIR: text.default('data'),
  TRUST_PROXY: text
    .refine(isTrustProxy, 'must be false, a number of proxies, or their networks, separated by commas: 10.0.0.0/8, ::1')
    .default('false'),
  AUTH_COOKIES: flag.default(false),
  CORS_ORIGINS: list.pipe(z.array(origin)).default([]),
  SHUTDOWN_DELAY_MS: integer(0, 60_000).default(2_000),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).optional(),
  BODY_LIMIT_BYTES: integer(1_024, 10_485_760).default(262_144),
  METRICS_PORT: integer(0, 65_535).optional(),
  METRICS_HOST: text.default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional(),
  DOCS: z.enum(['on', 'off']).default('on'),
  REQUIRE_IF_MATCH: flag.default(false),
  TASK_TITLE_MAX: integer(200, 500).default(200),
  TASK_DESCRIPTION_MAX: integer(1_000, 16_000).default(1_000),
  AUTH_RATE_LIMIT: integer(1, 1_000_000).default(20),
  API_RATE_LIMIT: integer(1, 1_000_000).default(600),
  MAX_STREAMS: integer(0, 1_000_000).default(10_000),
  PAGE_CACHE_MB: integer(0, 16_384).default(16),

  DATABASE_URL: readBy(parseDatabaseUrl).optional(),
  MIGRATION_DATABASE_URL: readBy(parseDatabaseUrl).optional(),
  DATABASE_REPLICA_URL: readBy(parseDatabaseUrl).optional(),
  DATABASE_URL_FILE: text.optional(),
  MIGRATION_DATABASE_URL_FILE: text.optional(),
  DATABASE_REPLICA_URL_FILE: text.optional(),
  DATABASE_CA_FILE: text.optional(),
  DATABASE_PRIVATE_NETWORK: flag.default(false),
  DATABASE_POOL_SIZE: integer(1, 1_000).default(10),
  DATABASE_POOL_QUEUE: integer(1, 100_000).default(1_000),
  DATABASE_CONNECT_TIMEOUT_MS: integer(100, 120_000).default(5_000),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000).default(10_000),
  DATABASE_LOCK_TIMEOUT_MS: integer(100, 600_000).default(5_000),
  DATABASE_TRANSACTION_TIMEOUT_MS: integer(100, 600_000).default(20_000),

  PUBLIC_PATH: text
    .regex(
      /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/,
      'must begin with / and not end with it, such as /taskward; letters, digits, "-", ".", "_" and "~" are for its names',
    )
    .default(''),
  PUBLIC_URL: text
    .refine(isLinkBase, 'must be a URL that starts with https://, http:// or the scheme of an app (myapp://)')
    .refine(isPlain, 'must have no user, password, query or fragment: the pages of the mailed links are put behind it')
    .optional(),
  SMTP_URL: readBy(parseSmtpUrl).optional(),
  SMTP_URL_FILE: text.optional(),
  MAIL_FROM: text.default('Taskward <taskward@localhost>'),
  MAIL_TEMPLATES_DIR: text.optional(),
  AUDIT_RETENTION_DAYS: integer(30, 36_500).default(365),
  SESSION_RETENTION_DAYS: integer(1, 36_500).default(30),
  MAIL_TOKEN_RETENTION_DAYS: integer(1, 36_500).default(7),
  UNVERIFIED_ACCOUNT_DAYS: integer(7, 36_500).optional(),
  EMAIL_VERIFICATION: z.enum(['off', 'optional', 'required']).default('off'),

  PASSWORD_COMPOSITION: z.enum(['on', 'off']).default('on'),
  PASSWORD_MIN_LENGTH: integer(8, 64).optional(),
  PASSWORD_BREACH_CHECK: url('http:', 'https:')
    .refine(isPlain, 'must have no user, password, query or fragment: five digits of a hash are put behind it')
    .optional(),

  JWT_SECRET: z.string().optional(),
  JWT_SECRET_FILE: text.optional(),
  JWT_PREVIOUS_SECRETS: list.default([]),
  JWT_PREVIOUS_SECRETS_FILE: text.optional(),
  JWT_PRIVATE_KEY: text.optional(),
  JWT_PRIVATE_KEY_FILE: text.optional(),
  JWT_PREVIOUS_KEYS: text.optional(),
  JWT_PREVIOUS_KEYS_FILE: text.optional(),
  JWT_ISSUER: text.default('taskward'),
  JWT_AUDIENCE: text.default('taskward'),
  ACCESS_TOKEN_SECONDS: integer(60, 86_400).default(1_800),
  REFRESH_TOKEN_SECRET: z.string().optional(),
  REFRESH_TOKEN_SECRET_FILE: text.optional(),
  REFRESH_TOKEN_PREVIOUS_SECRETS: list.default([]),
  REFRESH_TOKEN_PREVIOUS_SECRETS_FILE: text.optional(),
  REFRESH_TOKEN_IDLE_SECONDS: integer(300, 31_536_000).default(604_800),
  REFRESH_TOKEN_ABSOLUTE_SECONDS: integer(300, 31_536_000).default(2_592_000),
});

export type Environment = z.infer<typeof environmentSchema>;
