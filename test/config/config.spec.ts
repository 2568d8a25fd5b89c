import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/app-config.js';
import { environmentSchema } from '../../src/config/environment.js';
import { newFolder } from '../support/process.js';

const JWT_SECRET = 'k7Qm2vX9pL4sR8tW1yB6nZ3cF5hJ0dGa';
const REFRESH_TOKEN_SECRET = 'Zx8Vb3Nm6Qw1Er5Ty9Ui2Op7As4Df0Gh';
const DATABASE_URL = 'postgresql://app:c5fQ2w9zK@db.example.org/taskward?sslmode=verify-full';
const production = { NODE_ENV: 'production', JWT_SECRET, REFRESH_TOKEN_SECRET, DATABASE_URL };
const PREVIOUS = 'p4Ws9Kd2Rf7Hj1Lz6Xc3Vb8Nm5Qt0Yg-';
const load = (variables: Record<string, string>) => loadConfig(variables, '/dev/null');

function pemOf(type: 'ed25519' | 'x25519' | 'rsa', modulusLength = 2048) {
  const { privateKey, publicKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength }) : generateKeyPairSync(type as 'ed25519');
  const pem = { format: 'pem' } as const;
  return {
    private: privateKey.export({ ...pem, type: 'pkcs8' }).toString(),
    public: publicKey.export({ ...pem, type: 'spki' }).toString(),
  };
}

describe('the configuration', () => {
  it('is the defaults where nothing is set, and is frozen', () => {
    const { config } = load({ JWT_SECRET, REFRESH_TOKEN_SECRET });
    expect(config).toMatchObject({ NODE_ENV: 'development', PORT: 3000, ACCESS_TOKEN_SECONDS: 1800, CORS_ORIGINS: [] });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names a variable in .env that nobody knows, and warns of one in the environment that was meant for us', () => {
    const file = join(newFolder(), '.env');
    writeFileSync(file, 'JWT_SECERT=oops\nPORT=4000\n');
    expect(() => loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, file)).toThrow(
      /JWT_SECERT in .* is not a variable of Taskward/,
    );
    expect(load({ JWT_SECRET, REFRESH_TOKEN_SECRET, JWT_SECERT: 'oops', PATH: '/bin' }).warnings).toEqual([
      expect.stringContaining('JWT_SECERT is set, but is not a variable of Taskward'),
    ]);
  });

  it('warns of names in .env that belong to other programs, in one sentence', () => {
    const file = join(newFolder(), '.env');
    writeFileSync(
      file,
      'POSTGRES_USER=x\nDATABASE_HOST=x\nSMTP_HOST=x\nDATABASE_URI=x\nDATABASE_URL=postgres://a@127.0.0.1/x\n',
    );
    expect(loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, file).warnings).toEqual([
      expect.stringMatching(/DATABASE_HOST, DATABASE_URI, POSTGRES_USER, SMTP_HOST \(\.env\.example/),
    ]);
    writeFileSync(file, 'DATABSE_URL=postgres://a@127.0.0.1/x\n');
    expect(() => loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, file)).toThrow(/is DATABASE_URL meant\?/);
  });

  it('reads .env behind a byte order mark, and refuses UTF-16 and a folder', () => {
    const folder = newFolder();
    const file = join(folder, '.env');
    writeFileSync(file, '\uFEFFPORT=4000\n');
    const { config, warnings } = loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, file);
    expect(config.PORT).toBe(4000);
    expect(warnings).toEqual([expect.stringContaining('begins with a byte order mark')]);
    writeFileSync(file, Buffer.from('\uFEFFPORT=4000\n', 'utf16le'));
    expect(() => loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, file)).toThrow(/is not in UTF-8/);
    expect(() => loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET }, folder)).toThrow(/cannot be read \(EISDIR\)/);
  });

  it('names the Service whose address Kubernetes put instead of a port, and no other of its variables', () => {
    const links = { METRICS_SERVICE_HOST: '10.0.0.1', METRICS_SERVICE_PORT: '1', METRICS_PORT_1_TCP_ADDR: '10.0.0.1' };
    expect(load({ JWT_SECRET, REFRESH_TOKEN_SECRET, ...links }).warnings).toEqual([]);
    expect(() => load({ JWT_SECRET, REFRESH_TOKEN_SECRET, METRICS_PORT: 'tcp://10.0.0.1:1' })).toThrow(
      /METRICS_PORT is an address \(tcp:\/\/…\).* a Service named "metrics"/,
    );
  });

  it('names no Service without a name, and passes over the comma at the end of a list', () => {
    const given = { JWT_SECRET, REFRESH_TOKEN_SECRET };
    expect(() => load({ ...given, PORT: 'tcp://10.0.0.1:80' })).toThrow(/sets such variables for each Service; set/);
    const { config } = load({ ...given, CORS_ORIGINS: 'https://app.example.org, ,' });
    expect(config.CORS_ORIGINS).toEqual(['https://app.example.org']);
  });

  it('says that the variables of the driver have no effect, and takes them away', () => {
    process.env.PGHOST = 'elsewhere';
    expect(load({ JWT_SECRET, REFRESH_TOKEN_SECRET, PGHOST: 'elsewhere' }).warnings).toEqual([
      'PGHOST is set, and has no effect: DATABASE_URL says how to connect',
    ]);
    expect(process.env.PGHOST).toBeUndefined();
  });

  it.each(['/taskward', '/services/task-ward_2', '/a.b/~c/...'])('takes %s for a path before ours', (PUBLIC_PATH) => {
    expect(load({ JWT_SECRET, REFRESH_TOKEN_SECRET, PUBLIC_PATH }).config.PUBLIC_PATH).toBe(PUBLIC_PATH);
  });

  it('lets the environment override .env', () => {
    const file = join(newFolder(), '.env');
    writeFileSync(file, 'PORT=4000\nHOST=127.0.0.1\n');
    expect(loadConfig({ JWT_SECRET, REFRESH_TOKEN_SECRET, PORT: '5000' }, file).config).toMatchObject({
      PORT: 5000,
      HOST: '127.0.0.1',
    });
  });

  it('is explained in .env.example, variable by variable', () => {
    const example = readFileSync('.env.example', 'utf8');
    const explained = [...example.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});

describe('production', () => {
  it('starts with secrets, a database and its TLS verified', () => {
    expect(load(production).config.DATABASE_URL).toBe(DATABASE_URL);
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      'no secrets',
      { JWT_SECRET: '', REFRESH_TOKEN_SECRET: '' },
      /JWT_SECRET must be set in production[^]*REFRESH_TOKEN_SECRET must be set/,
    ],
    [
      'a breach check without TLS',
      { PASSWORD_BREACH_CHECK: 'http://range.example.org/range' },
      /PASSWORD_BREACH_CHECK must be https/,
    ],
    [
      'a breach check with a query',
      { PASSWORD_BREACH_CHECK: 'https://range.example.org/range?x=' },
      /PASSWORD_BREACH_CHECK must have no user, password, query or fragment/,
    ],
    ['a short secret', { JWT_SECRET: 'Zx8Vb3Nm6Qw1' }, /JWT_SECRET must be at least 32 bytes/],
    ['a sample secret', { JWT_SECRET: 'your-256-bit-secret-goes-here-please' }, /JWT_SECRET looks like a placeholder/],
    [
      'a secret without entropy',
      { JWT_SECRET: 'abababababababababababababababababab' },
      /JWT_SECRET looks like a placeholder/,
    ],
    [
      'a short previous secret',
      { JWT_PREVIOUS_SECRETS: 'Zx8Vb3Nm6Qw1' },
      /JWT_PREVIOUS_SECRETS must be at least 32 bytes/,
    ],
    [
      'a sample previous secret',
      { JWT_PREVIOUS_SECRETS: 'your-256-bit-secret-goes-here-please' },
      /JWT_PREVIOUS_SECRETS looks like a placeholder/,
    ],
    [
      'a previous secret that guards refresh tokens',
      { JWT_PREVIOUS_SECRETS: `${PREVIOUS},${REFRESH_TOKEN_SECRET}` },
      /REFRESH_TOKEN_SECRET and JWT_PREVIOUS_SECRETS must differ/,
    ],
    [
      'a short previous refresh secret',
      { REFRESH_TOKEN_PREVIOUS_SECRETS: 'Zx8Vb3Nm6Qw1' },
      /REFRESH_TOKEN_PREVIOUS_SECRETS must be at least 32 bytes/,
    ],
    [
      'a previous refresh secret that signs',
      { REFRESH_TOKEN_PREVIOUS_SECRETS: JWT_SECRET },
      /JWT_SECRET and REFRESH_TOKEN_PREVIOUS_SECRETS must differ/,
    ],
    [
      'the removal of accounts that may be in use',
      { UNVERIFIED_ACCOUNT_DAYS: '30' },
      /for EMAIL_VERIFICATION=required alone/,
    ],
    ['what is no private key', { JWT_PRIVATE_KEY: 'nonsense' }, /JWT_PRIVATE_KEY must hold a private key in PEM/],
    [
      'a public key instead of a private one',
      { JWT_PRIVATE_KEY: pemOf('ed25519').public },
      /JWT_PRIVATE_KEY must hold a private key in PEM/,
    ],
    [
      'a weak private key',
      { JWT_PRIVATE_KEY: pemOf('rsa', 1024).private },
      /JWT_PRIVATE_KEY must be Ed25519 or RSA of at least 2048 bits/,
    ],
    [
      'a private key of another kind',
      { JWT_PRIVATE_KEY: pemOf('x25519').private },
      /JWT_PRIVATE_KEY must be Ed25519 or RSA/,
    ],
    [
      'a key file that is not there',
      { JWT_PRIVATE_KEY_FILE: '/nowhere/key.pem' },
      /JWT_PRIVATE_KEY_FILE \/nowhere\/key.pem cannot be read \(ENOENT\)/,
    ],
    ['previous keys that are none', { JWT_PREVIOUS_KEYS: 'nonsense' }, /JWT_PREVIOUS_KEYS must hold keys in PEM/],
    ['equal secrets', { JWT_SECRET: REFRESH_TOKEN_SECRET }, /must differ/],
    ['no database', { DATABASE_URL: '' }, /DATABASE_URL must be set in production/],
    [
      'a sample password',
      { DATABASE_URL: 'postgresql://app:postgres@localhost/taskward' },
      /DATABASE_URL has a sample password/,
    ],
    [
      'no TLS',
      { DATABASE_URL: 'postgresql://app:c5fQ2w9zK@db.example.org/taskward' },
      /DATABASE_URL does not verify the server/,
    ],
    [
      'unverified TLS',
      { DATABASE_URL: `${DATABASE_URL.replace('verify-full', 'no-verify')}` },
      /DATABASE_URL does not verify the server/,
    ],
  ];
  refused.push(
    ['another host behind localhost', { DATABASE_URL: `${DATABASE_URL}&host=192.0.2.7` }, /has the parameter host/],
    [
      'TLS that is taken back',
      { DATABASE_REPLICA_URL: `${DATABASE_URL}&ssl=0` },
      /DATABASE_REPLICA_URL says two things/,
    ],
    ['a path without a slash before it', { PUBLIC_PATH: 'taskward' }, /PUBLIC_PATH must begin with \/ and not end/],
    ['a path with one behind it', { PUBLIC_PATH: '/taskward/' }, /PUBLIC_PATH must begin/],
    ['a path of a slash', { PUBLIC_PATH: '/' }, /PUBLIC_PATH must begin/],
    ['a path with an empty name', { PUBLIC_PATH: '/a//b' }, /PUBLIC_PATH must begin/],
    ['a path that climbs', { PUBLIC_PATH: '/a/../b' }, /PUBLIC_PATH must begin/],
    ['a path that ends above', { PUBLIC_PATH: '/a/..' }, /PUBLIC_PATH must begin/],
    ['a path with a query', { PUBLIC_PATH: '/a?b' }, /PUBLIC_PATH must begin/],
    ['a path with markup', { PUBLIC_PATH: '/a"><script>' }, /PUBLIC_PATH must begin/],
    ['links that break', { PUBLIC_URL: 'https://app.example.org/?lang=en' }, /PUBLIC_URL must have no user/],
    ['links that bear a password', { PUBLIC_URL: 'https://u:p@app.example.org' }, /PUBLIC_URL must have no user/],
    ['links that run', { PUBLIC_URL: 'javascript://app.example.org' }, /PUBLIC_URL must be a URL that starts with/],
    ['links that anyone can read', { PUBLIC_URL: 'http://app.example.org' }, /PUBLIC_URL must begin with https/],
    ['all proxies', { TRUST_PROXY: 'true' }, /TRUST_PROXY lets every caller choose its address/],
    ['all networks', { TRUST_PROXY: '0.0.0.0/0' }, /TRUST_PROXY lets every caller choose its address/],
    ['more proxies than there are', { TRUST_PROXY: '999' }, /TRUST_PROXY lets every caller choose its address/],
    ['any certificate', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /NODE_TLS_REJECT_UNAUTHORIZED is 0/],
    [
      'mail by parameters',
      { SMTP_URL: 'smtp://mail.example.org?ignoreTLS=true' },
      /SMTP_URL .*no path and no parameter/,
    ],
    [
      'mail that believes anyone',
      { SMTP_URL: 'smtps://mail.example.org/?tls.rejectUnauthorized=false' },
      /SMTP_URL .*no path and no parameter/,
    ],
  );
  it.each(refused)('refuses %s', (_, variables, reason) => {
    expect(() => load({ ...production, ...variables })).toThrow(reason);
  });

  it('takes a private key, from a file too, instead of JWT_SECRET', () => {
    const pem = pemOf('ed25519');
    const file = join(newFolder(), 'key.pem');
    writeFileSync(file, pem.private);
    const { config } = load({
      ...production,
      JWT_SECRET: '',
      JWT_PRIVATE_KEY_FILE: file,
      JWT_PREVIOUS_KEYS: pem.public + pemOf('rsa').public,
    });
    expect(config).toMatchObject({
      JWT_SECRET: undefined,
      JWT_PRIVATE_KEY: expect.stringContaining('PRIVATE KEY') as string,
    });
    expect(() => load({ ...production, JWT_PREVIOUS_SECRETS: PREVIOUS })).not.toThrow();
  });

  it('takes secrets from files, by the same rules', () => {
    const file = join(newFolder(), 'secret');
    writeFileSync(file, `${PREVIOUS}\n`);
    const { config } = load({ ...production, JWT_SECRET: '', JWT_SECRET_FILE: file });
    expect(config.JWT_SECRET).toBe(PREVIOUS);
    expect(() =>
      load({ ...production, REFRESH_TOKEN_PREVIOUS_SECRETS_FILE: file, JWT_PREVIOUS_SECRETS: PREVIOUS }),
    ).toThrow(/JWT_PREVIOUS_SECRETS and REFRESH_TOKEN_PREVIOUS_SECRETS must differ/);
    writeFileSync(file, 'short');
    expect(() => load({ ...production, JWT_SECRET: '', JWT_SECRET_FILE: file })).toThrow(
      /JWT_SECRET must be at least 32/,
    );
  });

  it('never says a secret in a refusal', () => {
    const secret = 'hunter2-hunter2';
    let said = '';
    try {
      load({
        ...production,
        JWT_SECRET: secret,
        JWT_PREVIOUS_SECRETS: secret,
        JWT_PRIVATE_KEY: secret,
        DATABASE_URL: `mysql://app:${secret}@db/x`,
      });
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain('DATABASE_URL must be a URL');
    expect(said).not.toContain(secret);
  });

  it('needs no TLS on the same machine or on a network that is said to be private', () => {
    expect(() => load({ ...production, DATABASE_URL: 'postgresql://app:c5fQ2w9zK@127.0.0.1/taskward' })).not.toThrow();
    const elsewhere = { DATABASE_URL: 'postgresql://app:c5fQ2w9zK@db/taskward', DATABASE_PRIVATE_NETWORK: 'true' };
    expect(() => load({ ...production, ...elsewhere })).not.toThrow();
  });
});
