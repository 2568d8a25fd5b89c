import type { AppConfig } from './app-config.js';

/** The variables of one capability: the class is their type, and the token to inject them by. */
type Slice<Name extends keyof AppConfig> = (abstract new () => Pick<AppConfig, Name>) & { variables: readonly Name[] };

function slice<Name extends keyof AppConfig>(...variables: Name[]) {
  abstract class Variables {
    static readonly variables = variables;
  }
  return Variables as unknown as Slice<Name>;
}

// A variable is in each slice that needs it; slices.spec.ts lists which slices may have a secret.

const REFRESH_SECRETS = ['REFRESH_TOKEN_SECRET', 'REFRESH_TOKEN_PREVIOUS_SECRETS'] as const;

export abstract class ServerConfig extends slice(
  'NODE_ENV',
  'TRUST_PROXY',
  'CORS_ORIGINS',
  'DOCS',
  'SHUTDOWN_DELAY_MS',
  'PUBLIC_PATH',
) {}

export abstract class BodyConfig extends slice('NODE_ENV', 'CORS_ORIGINS', 'BODY_LIMIT_BYTES') {}

export abstract class LoggingConfig extends slice('NODE_ENV', 'LOG_LEVEL') {}

export abstract class MetricsConfig extends slice('METRICS_PORT') {}

export abstract class TracingConfig extends slice('OTEL_EXPORTER_OTLP_ENDPOINT') {}

export abstract class LimitsConfig extends slice('API_RATE_LIMIT', 'DATABASE_POOL_QUEUE') {}

export abstract class DatabaseConfig extends slice(
  'NODE_ENV',
  'DATABASE_URL',
  'MIGRATION_DATABASE_URL',
  'DATABASE_REPLICA_URL',
  'DATABASE_CA_FILE',
  'DATABASE_POOL_SIZE',
  'DATABASE_CONNECT_TIMEOUT_MS',
  'DATABASE_STATEMENT_TIMEOUT_MS',
  'DATABASE_LOCK_TIMEOUT_MS',
  'DATABASE_TRANSACTION_TIMEOUT_MS',
) {}

export abstract class MailConfig extends slice(
  'NODE_ENV',
  'PORT',
  'DATA_DIR',
  'PUBLIC_URL',
  'SMTP_URL',
  'MAIL_FROM',
  'MAIL_TEMPLATES_DIR',
) {}

export abstract class PasswordsConfig extends slice(
  'PASSWORD_COMPOSITION',
  'PASSWORD_MIN_LENGTH',
  'PASSWORD_BREACH_CHECK',
) {}

export abstract class AccessTokensConfig extends slice(
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'JWT_PRIVATE_KEY',
  'JWT_PREVIOUS_KEYS',
  'JWT_ISSUER',
  'JWT_AUDIENCE',
  'ACCESS_TOKEN_SECONDS',
) {}

export abstract class SessionsConfig extends slice(
  ...REFRESH_SECRETS,
  'NODE_ENV',
  'CORS_ORIGINS',
  'AUTH_COOKIES',
  'PUBLIC_PATH',
  'ACCESS_TOKEN_SECONDS',
  'REFRESH_TOKEN_IDLE_SECONDS',
  'REFRESH_TOKEN_ABSOLUTE_SECONDS',
) {}

export abstract class AuthLimitsConfig extends slice(...REFRESH_SECRETS, 'AUTH_RATE_LIMIT') {}

export abstract class RecoveryConfig extends slice(...REFRESH_SECRETS, 'EMAIL_VERIFICATION') {}

/** For keys that are derived from the refresh secrets: of cursors, idempotency, mail quotas and known devices. */
export abstract class DerivedKeysConfig extends slice(...REFRESH_SECRETS) {}

export abstract class AuditConfig extends slice('AUDIT_RETENTION_DAYS') {}

export abstract class RetentionConfig extends slice(
  'SESSION_RETENTION_DAYS',
  'MAIL_TOKEN_RETENTION_DAYS',
  'UNVERIFIED_ACCOUNT_DAYS',
) {}

export abstract class TasksConfig extends slice('REQUIRE_IF_MATCH', 'PUBLIC_PATH', 'PAGE_CACHE_MB') {}

export abstract class TaskTextConfig extends slice('TASK_TITLE_MAX', 'TASK_DESCRIPTION_MAX') {}

export abstract class SyncConfig extends slice('MAX_STREAMS', 'DATABASE_TRANSACTION_TIMEOUT_MS') {}

export const SLICES = [
  ServerConfig,
  BodyConfig,
  LoggingConfig,
  MetricsConfig,
  TracingConfig,
  LimitsConfig,
  DatabaseConfig,
  MailConfig,
  PasswordsConfig,
  AccessTokensConfig,
  SessionsConfig,
  AuthLimitsConfig,
  RecoveryConfig,
  DerivedKeysConfig,
  AuditConfig,
  RetentionConfig,
  TasksConfig,
  TaskTextConfig,
  SyncConfig,
];

export function sliceOf(config: AppConfig, { variables }: { variables: readonly (keyof AppConfig)[] }): object {
  return Object.freeze(Object.fromEntries(variables.map((name) => [name, config[name]])));
}

/** All verify refresh tokens, mailed links, CSRF tokens and cursors; the first one also makes them. */
export function refreshSecrets(config: DerivedKeysConfig): string[] {
  return [config.REFRESH_TOKEN_SECRET, ...config.REFRESH_TOKEN_PREVIOUS_SECRETS];
}
