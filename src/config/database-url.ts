import { userInfo } from 'node:os';
import { isLocalHost, parseServiceUrl, type ServiceUrl, UrlFault } from './service-url.js';

/** A database and the way to it, as fields: what was decided of them is what the driver gets. */
export interface DatabaseAddress {
  /** A name, an address, or the folder of a Unix socket. */
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  /** `verified` means the certificate's authority and its name. */
  tls: 'off' | 'unverified' | 'verified';
  /** A PEM file with the authorities to believe, or `system` for those of the machine. */
  rootCertificate: string | undefined;
  /** Binds the password's proof to the TLS connection, where the server offers it. */
  channelBinding: boolean;
  /** Sentences about parameters that are understood and change nothing. */
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

/** What pools of other programs and platforms put into their URLs, and what says the same here. */
const WITHOUT_EFFECT: Record<string, string> = {
  connection_limit: 'set DATABASE_POOL_SIZE',
  connect_timeout: 'set DATABASE_CONNECT_TIMEOUT_MS',
  pool_timeout: 'set DATABASE_TRANSACTION_TIMEOUT_MS',
  application_name: 'the server sees the name taskward',
};

/** What is true here without being said: a pooler is noticed, and there is one schema. Undefined: any value. */
const TRUE_ANYWAY: Record<string, string[] | undefined> = {
  pgbouncer: undefined,
  statement_cache_size: undefined,
  supa: undefined,
  schema: ['public'],
  gssencmode: ['disable', 'prefer'],
};

const PARAMETERS = ['host', 'port', 'user', 'password', 'sslmode', 'ssl', 'sslrootcert', 'channel_binding'];

/**
 * Reads a URL such as `postgresql://user:password@host:5432/database?sslmode=verify-full`, or of a Unix socket
 * (`postgresql:///database?host=/run/postgresql`, `postgresql://%2Frun%2Fpostgresql/database`).
 *
 * @throws UrlFault at what could be read in two ways, and at each parameter that is not known here.
 */
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
    const mend = Object.hasOwn(WITHOUT_EFFECT, name) ? WITHOUT_EFFECT[name] : undefined;
    if (mend !== undefined) warnings.push(`has the parameter ${name}, which has no effect: ${mend}`);
    else if (Object.hasOwn(TRUE_ANYWAY, name)) demandOneOf(name, value, TRUE_ANYWAY[name]);
    else if (!PARAMETERS.includes(name))
      throw new UrlFault(
        `has the parameter ${/^[\w.-]{1,40}$/.test(name) ? name : 'that no one knows'}, which Taskward does not take: remove it. ` +
          'What it takes is sslmode, sslrootcert, channel_binding, and host and port for a Unix socket',
      );
  }
  demandOneOf('channel_binding', given.get('channel_binding'), ['disable', 'prefer', 'require']);
  return { given, warnings };
}

/** A socket may be named by the parameter `host`; another machine may not: it would not be the one that stands in the URL. */
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

/** As PostgreSQL's own programs have it, for sockets whose server asks the system who is there. */
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

/** Whether nobody can be in between without being noticed. */
export function isSafeWay(address: DatabaseAddress): boolean {
  return address.tls === 'verified' || isLocalHost(address.host);
}
