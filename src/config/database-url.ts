import { userInfo } from 'node:os';
import { isLocalHost, parseServiceUrl, type ServiceUrl, UrlFault } from './service-url.js';

export interface DatabaseAddress {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `verified`: the certificate's authority and its name. */
  tls: 'off' | 'unverified' | 'verified';
  /** A PEM file, or `system` for the authorities of the machine. */
  rootCertificate: string | undefined;
  channelBinding: boolean;
  warnings: string[];
}

const TLS = {
  sslmode: {
    disable: 'off',
    allow: 'off',
    prefer: 'off',
    // Encryption to someone unknown protects nothing: these three mean the same.
    require: 'verified',
    'verify-ca': 'verified',
    'verify-full': 'verified',
    'no-verify': 'unverified',
  },
  ssl: { true: 'verified', '1': 'verified', false: 'off', '0': 'off', 'no-verify': 'unverified' },
} as const;

/** Parameters of other programs and platforms, and what to do instead. */
const WITHOUT_EFFECT: Record<string, string> = {
  connection_limit: 'set DATABASE_POOL_SIZE',
  connect_timeout: 'set DATABASE_CONNECT_TIMEOUT_MS',
  pool_timeout: 'set DATABASE_TRANSACTION_TIMEOUT_MS',
  application_name: 'the server sees the name taskward',
};

/** Parameters that ask for what is so anyway, with their allowed values. Undefined: any value. */
const REDUNDANT: Record<string, string[] | undefined> = {
  pgbouncer: undefined,
  statement_cache_size: undefined,
  supa: undefined,
  schema: ['public'],
  gssencmode: ['disable', 'prefer'],
};

const PARAMETERS = ['host', 'port', 'user', 'password', 'sslmode', 'ssl', 'sslrootcert', 'channel_binding'];

/** @throws UrlFault at what could be read in two ways, and at each unknown parameter. */
export function parseDatabaseUrl(value: string): DatabaseAddress {
  const url = parseServiceUrl(value, ['postgres', 'postgresql']);
  const { given, warnings } = knownParameters(url.parameters);
  const host = hostOf(url, given.get('host'));
  const isSocket = host.startsWith('/');
  if (given.has('port') && (!isSocket || url.port !== undefined || !/^\d{1,5}$/.test(given.get('port')!)))
    throw new UrlFault('has the parameter port: write the port behind the host, as in host:5432');
  for (const name of ['user', 'password'] as const)
    if (given.has(name) && url[name] !== '') throw new UrlFault(`names ${name} twice; leave out the parameter`);
  if (url.path === '') throw new UrlFault('names no database: end its path with one, as in host/taskward');

  const tls = isSocket ? 'off' : tlsOf(given);
  if (given.get('channel_binding') === 'require' && tls === 'off' && !isSocket)
    throw new UrlFault('says channel_binding=require without TLS; add sslmode=verify-full');
  return {
    host,
    port: url.port ?? Number(given.get('port') ?? 5432),
    user: url.user === '' ? (given.get('user') ?? systemUser()) : url.user,
    password: url.password || (given.get('password') ?? ''),
    database: url.path,
    tls,
    rootCertificate: given.get('sslrootcert'),
    channelBinding: given.get('channel_binding') === 'require',
    warnings,
  };
}

function knownParameters(parameters: ServiceUrl['parameters']) {
  const given = new Map<string, string>();
  const warnings: string[] = [];
  for (const [name, value] of parameters) {
    if (given.has(name)) throw new UrlFault(`has the parameter ${name} twice`);
    given.set(name, value);
    const advice = Object.hasOwn(WITHOUT_EFFECT, name) ? WITHOUT_EFFECT[name] : undefined;
    if (advice !== undefined) warnings.push(`has the parameter ${name}, which has no effect: ${advice}`);
    else if (Object.hasOwn(REDUNDANT, name)) demandOneOf(name, value, REDUNDANT[name]);
    else if (!PARAMETERS.includes(name))
      throw new UrlFault(
        `has the parameter ${/^[\w.-]{1,40}$/.test(name) ? name : 'that no one knows'}, which Taskward does not take: remove it. ` +
          'What it takes is sslmode, sslrootcert, channel_binding, and host and port for a Unix socket',
      );
  }
  demandOneOf('channel_binding', given.get('channel_binding'), ['disable', 'prefer', 'require']);
  return { given, warnings };
}

/** The parameter may name a socket, but no machine: it would not be the one before the path. */
function hostOf(url: ServiceUrl, parameter: string | undefined): string {
  if (parameter === undefined) {
    if (url.host === '')
      throw new UrlFault('names no host: write it before the path, or ?host= with the folder of a socket');
    return url.host;
  }
  if (!parameter.startsWith('/') || (url.host !== '' && url.host !== 'localhost'))
    throw new UrlFault('has the parameter host: it may only name the folder of a Unix socket, and no host beside it');
  return parameter;
}

/** The default of PostgreSQL's own programs, for sockets with peer authentication. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    throw new UrlFault('names no user: write it before the host, as in user@host');
  }
}

function tlsOf(given: Map<string, string>): DatabaseAddress['tls'] {
  const meanings = (['sslmode', 'ssl'] as const).flatMap((name) => {
    const value = given.get(name);
    demandOneOf(name, value, Object.keys(TLS[name]));
    return value === undefined ? [] : [TLS[name][value as never]];
  });
  if (new Set(meanings).size > 1) throw new UrlFault('says two things of TLS, by sslmode and by ssl; leave out ssl');
  const isCertificateNamed = given.has('sslrootcert');
  const [tls = isCertificateNamed ? 'verified' : 'off'] = meanings;
  if (isCertificateNamed && (tls !== 'verified' || given.get('sslrootcert') === ''))
    throw new UrlFault('has the parameter sslrootcert: it wants sslmode=verify-full, and a file or the word system');
  return tls;
}

function demandOneOf(name: string, value: string | undefined, allowed: string[] | undefined): void {
  if (value !== undefined && allowed !== undefined && !allowed.includes(value))
    throw new UrlFault(`has a parameter ${name} that is not one of ${allowed.join(', ')}`);
}

/** Whether nobody can read or change what is sent without being noticed. */
export function isSafeWay(address: DatabaseAddress): boolean {
  return address.tls === 'verified' || isLocalHost(address.host);
}
