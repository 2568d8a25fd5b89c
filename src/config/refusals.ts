import type { Environment } from './environment.js';
import { pemFault } from './key-material.js';

/** Words that stand in sample configurations and never in a secret made by a random generator. */
const PLACEHOLDER =
  /change.?me|change.?this|secret|password|example|placeholder|your.?|replace|sample|default|taskward|(.)\1{7}|0123456|1234567|abcdefg/i;

/** What is wrong with the secrets in any environment. */
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

/** Every secret that is set, with the name of its variable. */
function givenSecrets(env: Environment): { name: string; value: string }[] {
  return [
    { name: 'JWT_SECRET', value: env.JWT_SECRET },
    { name: 'REFRESH_TOKEN_SECRET', value: env.REFRESH_TOKEN_SECRET },
    ...(['JWT_PREVIOUS_SECRETS', 'REFRESH_TOKEN_PREVIOUS_SECRETS'] as const).flatMap((name) =>
      env[name].map((value) => ({ name, value })),
    ),
  ].filter((secret): secret is { name: string; value: string } => secret.value !== undefined);
}

/** What production does not run with: nothing generated, nothing embedded, no placeholder, no unverified database. */
export function productionRefusals(env: Environment): string[] {
  if (env.NODE_ENV !== 'production') return [];
  const refusals: string[] = [];
  for (const name of ['JWT_SECRET', 'REFRESH_TOKEN_SECRET'] as const) {
    if (env[name] !== undefined || (name === 'JWT_SECRET' && env.JWT_PRIVATE_KEY !== undefined)) continue;
    refusals.push(`${name} must be set in production; make one with: openssl rand -base64 48`);
  }
  for (const { name, value } of givenSecrets(env)) {
    if (PLACEHOLDER.test(value) || new Set(value).size < 12) {
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
  for (const name of ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'DATABASE_REPLICA_URL'] as const) {
    const value = env[name];
    if (value !== undefined) refusals.push(...databaseRefusals(name, value, env.DATABASE_PRIVATE_NETWORK));
  }
  return refusals;
}

function databaseRefusals(name: string, value: string, privateNetwork: boolean): string[] {
  const url = new URL(value);
  const refusals: string[] = [];
  if (
    ['postgres', 'password', 'admin', 'root', 'taskward', 'changeme'].includes(
      decodeURIComponent(url.password).toLowerCase(),
    )
  ) {
    refusals.push(`${name} has a sample password`);
  }
  if (!verifiesTls(url) && !isLocal(url) && !privateNetwork) {
    refusals.push(
      `${name} does not verify the server: add sslmode=verify-full (and DATABASE_CA_FILE for a private authority); ` +
        'DATABASE_PRIVATE_NETWORK=true says that the network to it is trusted',
    );
  }
  return refusals;
}

/** `sslmode=require` is verified here too: encryption to someone unknown protects nothing. */
export function verifiesTls(url: URL): boolean {
  return ['require', 'verify-ca', 'verify-full'].includes(url.searchParams.get('sslmode') ?? '');
}

function isEncrypted(url: URL): boolean {
  return url.protocol === 'https:' || isLocal(url);
}

/** On this machine, by loopback or by a socket. */
function isLocal(url: URL): boolean {
  return ['', 'localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}
