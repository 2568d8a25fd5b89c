import { existsSync, readFileSync } from 'node:fs';
import tls from 'node:tls';
import type { DatabaseConfig } from '../../config/slices.js';
import { type DatabaseAddress, parseDatabaseUrl } from '../../config/database-url.js';
import { StartupError } from '../../config/startup-error.js';

export type DatabaseRole = 'owner' | 'application';

const SYSTEM_STORES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

export function variableOf(config: DatabaseConfig, role: DatabaseRole): 'DATABASE_URL' | 'MIGRATION_DATABASE_URL' {
  return role === 'owner' && config.MIGRATION_DATABASE_URL !== undefined ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL';
}

export function addressOf(config: DatabaseConfig, role: DatabaseRole): DatabaseAddress {
  const url = config[variableOf(config, role)];
  if (url === undefined) throw new StartupError('DATABASE_URL is not set.');
  return parseDatabaseUrl(url);
}

/** The options of pg: never a URL, because its parameters could name another host or turn off TLS. */
export function driverFields(address: DatabaseAddress, caFile: string | undefined) {
  const { host, port, user, password, database, channelBinding } = address;
  return {
    host,
    port,
    user,
    // A function: where the password is an empty string, pg would look for one in files of the user.
    password: () => password,
    database,
    ssl: tlsOptions(address, caFile),
    enableChannelBinding: channelBinding,
  };
}

/** Always explicit, so that no environment variable of Node or pg decides it. */
function tlsOptions({ tls: kind, rootCertificate }: DatabaseAddress, caFile: string | undefined) {
  if (kind === 'off') return false;
  if (kind === 'unverified') return { rejectUnauthorized: false };
  if (rootCertificate !== undefined && caFile !== undefined)
    throw new StartupError('sslrootcert in DATABASE_URL and DATABASE_CA_FILE both name authorities: leave one out.');
  if (rootCertificate === 'system') return { rejectUnauthorized: true, ca: systemAuthorities() };
  const file = rootCertificate ?? caFile;
  const name = rootCertificate === undefined ? 'DATABASE_CA_FILE' : 'sslrootcert';
  return { rejectUnauthorized: true, ca: file === undefined ? undefined : readAuthorities(name, file) };
}

function systemAuthorities(): string | string[] {
  const { getCACertificates } = tls as { getCACertificates?: (store: 'system') => string[] };
  if (getCACertificates !== undefined) return getCACertificates('system'); // from Node 22.15 on
  const store = SYSTEM_STORES.find((file) => existsSync(file));
  if (store === undefined)
    throw new StartupError('sslrootcert=system: this system has no store of authorities. Name a file in its place.');
  return readFileSync(store, 'utf8');
}

function readAuthorities(name: string, file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartupError(`${name} ${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new StartupError(`${name} ${file} holds no certificate in PEM. Name the file of the server's authority.`);
  return pem;
}
