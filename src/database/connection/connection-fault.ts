import type { DatabaseConfig } from '../../config/slices.js';
import type { DatabaseAddress } from '../../config/database-url.js';
import { StartupError } from '../../config/startup-error.js';
import { addressOf, type DatabaseRole, variableOf } from './connection-options.js';
import { isPasswordMissing, isTlsMissing } from '../driver.js';
import { isUnavailable } from '../pg-errors.js';

interface ConnectionFault {
  sentence: string;
  isTemporary: boolean;
}

interface Failure {
  code?: string;
  message: string;
}

const AUTHORITY_CODES =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE|REVOKED)|INVALID_CA|INVALID_PURPOSE)$/;

/** Explains why the database cannot be used; undefined if the error is of another kind, a bug of ours. */
export function connectionFault(
  error: unknown,
  config: DatabaseConfig,
  role: DatabaseRole,
): ConnectionFault | undefined {
  const { driverError } = error as { driverError?: Failure };
  const failure = driverError ?? (error as Failure);
  const address = addressOf(config, role);
  const variable = variableOf(config, role);
  const server = serverName(address);
  const sentence =
    postgresRefusal(failure, address, variable, role) ??
    (isPooler(failure) ? poolerRefusal(failure, address, variable) : undefined) ??
    tlsRefusal(failure, server, variable);
  if (sentence !== undefined) return { sentence, isTemporary: false };
  if (!isUnavailable(error)) return undefined;
  return { sentence: `The database at ${server} cannot be reached (${failureReason(failure)}).`, isTemporary: true };
}

/** Waits for `work` of a command. @throws StartupError that explains why it cannot use its database. */
export async function explainFault<T>(config: DatabaseConfig, role: DatabaseRole, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const fault = error instanceof StartupError ? undefined : connectionFault(error, config, role);
    throw fault === undefined ? error : new StartupError(fault.sentence);
  }
}

/** Explains PostgreSQL's codes (appendix A of its manual), because its messages may be in any language. */
function postgresRefusal(
  { code, message }: Failure,
  address: DatabaseAddress,
  variable: string,
  role: DatabaseRole,
): string | undefined {
  const { user, database } = address;
  const server = serverName(address);
  switch (code) {
    case '28P01':
      return wrongPassword(address, variable);
    case '28000':
      return (
        `PostgreSQL at ${server} does not let the role ${user} in (${message}). Make the role, or let pg_hba.conf admit it ` +
        `from this machine; if it wants encryption, add sslmode=verify-full to ${variable}.`
      );
    case '3D000':
      return `There is no database ${database} at ${server}. Make it (CREATE DATABASE "${database}"), or correct ${variable}.`;
    case '42501':
      if (role === 'application')
        return `The role ${user} of ${variable} lacks a right at ${server} (${message}). Give it to the role, or let the owner migrate (MIGRATION_DATABASE_URL).`;
      return (
        `The role ${user} of ${variable} may not do what the migrations need (${message}). Since PostgreSQL 15 only the ` +
        `owner of a database may make tables in it: ALTER DATABASE "${database}" OWNER TO "${user}", or let ` +
        'MIGRATION_DATABASE_URL name its owner.'
      );
    default:
      return undefined;
  }
}

/** pgbouncer refuses with 08P01, which stands for much else; its messages are always in English. */
function poolerRefusal({ message }: Failure, address: DatabaseAddress, variable: string): string | undefined {
  if (/^server login/i.test(message)) return undefined;
  if (/authentication failed|no such user|auth failed/i.test(message)) return wrongPassword(address, variable);
  if (/no such database|database .* (does not exist|is disabled)/i.test(message))
    return `The pooler at ${serverName(address)} has no database ${address.database}. Add it there, or correct ${variable}.`;
  return undefined;
}

function isPooler({ code }: Failure): boolean {
  return code === '08P01';
}

function tlsRefusal({ code = '', message }: Failure, server: string, variable: string): string | undefined {
  if (isTlsMissing(message))
    return `PostgreSQL at ${server} does not speak TLS, which ${variable} asks for. Let it (ssl = on), or name a server that does.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `The certificate of ${server} is for another name. Let ${variable} name the host as the certificate does.`;
  if (code === 'CERT_HAS_EXPIRED') return `The certificate of ${server} has expired. Renew it at the server.`;
  if (code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${server} is not valid yet. Set the clocks of both machines.`;
  if (AUTHORITY_CODES.test(code))
    return (
      `The certificate of ${server} is not of an authority that this machine believes (${code}). Let DATABASE_CA_FILE ` +
      'name the PEM file of the authority that signed it.'
    );
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO')
    return `No TLS connection to ${server} can be agreed on (${code || message}). Let it speak TLS 1.2 or later.`;
  if (isPasswordMissing(message)) return `PostgreSQL at ${server} asks for a password, and ${variable} has none.`;
  return undefined;
}

function wrongPassword(address: DatabaseAddress, variable: string): string {
  return (
    `The role ${address.user} or its password is wrong, says the database at ${serverName(address)}. Correct ${variable}; ` +
    'in it a % is written %25, a # %23, a / %2F, a ? %3F and an @ %40.'
  );
}

function failureReason({ code, message }: Failure): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no address is known for its name';
  return message || (code ?? 'no answer');
}

function serverName({ host, port }: DatabaseAddress): string {
  if (host.startsWith('/')) return `${host}/.s.PGSQL.${port}`;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
