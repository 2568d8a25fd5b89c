import { isSafeWay, parseDatabaseUrl } from './database-url.js';
import type { Environment } from './environment.js';
import { pemFault } from './key-material.js';
import { isPlaceholder } from './placeholder.js';
import { isLocalHost } from './service-url.js';
import { parseSmtpUrl } from './smtp-url.js';
import { trustsEveryone } from './trust-proxy.js';

export const DATABASE_URLS = ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'DATABASE_REPLICA_URL'] as const;

const SAMPLE_PASSWORDS = ['postgres', 'password', 'admin', 'root', 'taskward', 'changeme'];

/** Where an address need not be proved, accounts without a proof are in use. */
export function retentionRefusals({ UNVERIFIED_ACCOUNT_DAYS, EMAIL_VERIFICATION }: Environment): string[] {
  if (UNVERIFIED_ACCOUNT_DAYS === undefined || EMAIL_VERIFICATION === 'required') return [];
  return ['UNVERIFIED_ACCOUNT_DAYS removes accounts, so it is for EMAIL_VERIFICATION=required alone'];
}

export function secretRefusals(env: Environment): string[] {
  const refusals: string[] = [];
  const secrets = givenSecrets(env);
  for (const { name, value } of secrets) {
    if (Buffer.byteLength(value) < 32)
      refusals.push(`${name} must be at least 32 bytes long; make one with: openssl rand -base64 48`);
  }
  for (const [i, { name, value }] of secrets.entries()) {
    const same = secrets.slice(0, i).find((other) => other.value === value);
    if (same) refusals.push(`${same.name} and ${name} must differ: one of them must not open what the other guards`);
  }
  for (const [name, kind] of [
    ['JWT_PRIVATE_KEY', 'private'],
    ['JWT_PREVIOUS_KEYS', 'public'],
  ] as const) {
    const fault = env[name] === undefined ? undefined : pemFault(env[name], kind);
    if (fault) refusals.push(`${name} ${fault}`);
  }
  return refusals;
}

function givenSecrets(env: Environment): { name: string; value: string }[] {
  return [
    { name: 'JWT_SECRET', value: env.JWT_SECRET },
    { name: 'REFRESH_TOKEN_SECRET', value: env.REFRESH_TOKEN_SECRET },
    ...(['JWT_PREVIOUS_SECRETS', 'REFRESH_TOKEN_PREVIOUS_SECRETS'] as const).flatMap((name) =>
      env[name].map((value) => ({ name, value })),
    ),
  ].filter((secret): secret is { name: string; value: string } => secret.value !== undefined);
}

/** Nothing generated or embedded, no placeholder, no connection that others can read or change. */
export function productionRefusals(env: Environment, variables: NodeJS.ProcessEnv = {}): string[] {
  if (env.NODE_ENV !== 'production') return [];
  const refusals: string[] = [];
  for (const name of ['JWT_SECRET', 'REFRESH_TOKEN_SECRET'] as const) {
    if (env[name] !== undefined || (name === 'JWT_SECRET' && env.JWT_PRIVATE_KEY !== undefined)) continue;
    refusals.push(`${name} must be set in production; make one with: openssl rand -base64 48`);
  }
  for (const { name, value } of givenSecrets(env)) {
    if (isPlaceholder(value)) {
      refusals.push(
        `${name} looks like a placeholder, not like a random secret; make one with: openssl rand -base64 48`,
      );
    }
  }
  if (env.DATABASE_URL === undefined) {
    refusals.push('DATABASE_URL must be set in production: nothing is embedded there');
  }
  if (env.SMTP_URL !== undefined && env.PUBLIC_URL === undefined) {
    refusals.push('PUBLIC_URL must be set in production with SMTP_URL: the links in mails begin with it');
  }
  if (env.SMTP_URL === undefined && env.EMAIL_VERIFICATION === 'required') {
    refusals.push('SMTP_URL must be set in production with EMAIL_VERIFICATION=required: nobody could ever log in');
  }
  if (env.PASSWORD_BREACH_CHECK !== undefined && !isEncrypted(new URL(env.PASSWORD_BREACH_CHECK))) {
    refusals.push(
      'PASSWORD_BREACH_CHECK must be https in production: its answers decide, and its questions are secret',
    );
  }
  for (const name of DATABASE_URLS) {
    const value = env[name];
    if (value !== undefined) refusals.push(...databaseRefusals(name, value, env.DATABASE_PRIVATE_NETWORK));
  }
  if (env.PUBLIC_URL !== undefined && new URL(env.PUBLIC_URL).protocol === 'http:') {
    refusals.push('PUBLIC_URL must begin with https:// in production: the links in mails open accounts');
  }
  if (trustsEveryone(env.TRUST_PROXY)) {
    refusals.push(
      'TRUST_PROXY lets every caller choose its address (X-Forwarded-For); ' +
        'set it to the number of proxies in front, or to their networks',
    );
  }
  if (variables.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    refusals.push(
      'NODE_TLS_REJECT_UNAUTHORIZED is 0, which trusts any certificate; unset it, and name a private authority in NODE_EXTRA_CA_CERTS',
    );
  }
  return refusals;
}

function databaseRefusals(name: string, value: string, privateNetwork: boolean): string[] {
  const address = parseDatabaseUrl(value);
  const refusals: string[] = [];
  if (SAMPLE_PASSWORDS.includes(address.password.toLowerCase())) refusals.push(`${name} has a sample password`);
  if (!isSafeWay(address) && !privateNetwork) {
    refusals.push(
      `${name} does not verify the server: add sslmode=verify-full (and DATABASE_CA_FILE for a private authority); ` +
        'DATABASE_PRIVATE_NETWORK=true says that the network to it is trusted',
    );
  }
  return refusals;
}

function isEncrypted(url: URL): boolean {
  return url.protocol === 'https:' || isLocalHost(url.hostname.replace(/^\[|\]$/g, ''));
}

export function demandsMailTls({ NODE_ENV, SMTP_URL }: Pick<Environment, 'NODE_ENV' | 'SMTP_URL'>): boolean {
  return NODE_ENV === 'production' && SMTP_URL !== undefined && !isLocalHost(parseSmtpUrl(SMTP_URL).host);
}
