import { isSafeWay, parseDatabaseUrl } from './database-url.js';

const BASE = 'postgresql://app:c5fQ2w9zK@db.example.org/taskward';

describe('a database URL', () => {
  it('is read into fields, each decoded once', () => {
    expect(parseDatabaseUrl('postgres://a%40b:p%25%23%2F%3F%20+@DB.example.org:6432/task%2Dward')).toEqual({
      host: 'db.example.org',
      port: 6432,
      user: 'a@b',
      password: 'p%#/? +',
      database: 'task-ward',
      tls: 'off',
      rootCertificate: undefined,
      channelBinding: false,
      warnings: [],
    });
    expect(parseDatabaseUrl('postgres://app@[::1]:5433/x')).toMatchObject({ host: '::1', port: 5433 });
  });

  it.each([
    ['postgresql:///taskward?host=/run/postgresql', '/run/postgresql', 5432],
    ['postgresql:///taskward?host=%2Frun%2Fpostgresql&port=5433&user=app&password=x', '/run/postgresql', 5433],
    ['postgresql://app:x@/taskward?host=/run/postgresql', '/run/postgresql', 5432],
    ['postgresql://%2Frun%2Fpostgresql/taskward', '/run/postgresql', 5432],
    ['postgresql://app:x@%2Frun%2Fpostgresql:5433/taskward?sslmode=verify-full', '/run/postgresql', 5433],
    ['postgresql://app:x@localhost/taskward?host=/cloudsql/a:b:c', '/cloudsql/a:b:c', 5432],
  ])('names a socket as %s', (url, host, port) => {
    const address = parseDatabaseUrl(url);
    expect(address).toMatchObject({ host, port, tls: 'off', database: 'taskward' });
    expect(isSafeWay(address)).toBe(true);
  });

  it.each([
    ['sslmode=require', 'verified'],
    ['sslmode=verify-ca', 'verified'],
    ['sslmode=verify%2Dfull', 'verified'],
    ['ssl=true', 'verified'],
    ['ssl=1&sslmode=verify-full', 'verified'],
    ['sslrootcert=system', 'verified'],
    ['sslrootcert=/ca.pem&sslmode=verify-full', 'verified'],
    ['sslmode=require&channel_binding=require', 'verified'],
    ['sslmode=prefer', 'off'],
    ['sslmode=allow', 'off'],
    ['ssl=0', 'off'],
    ['sslmode=no-verify', 'unverified'],
    ['ssl=no-verify', 'unverified'],
    ['pgbouncer=true&connection_limit=1&schema=public', 'off'],
  ])('takes ?%s as TLS %s', (query, tls) => {
    const address = parseDatabaseUrl(`${BASE}?${query}`);
    expect(address.tls).toBe(tls);
    expect(isSafeWay(address)).toBe(tls === 'verified');
  });

  it('says which parameters have no effect, and what has', () => {
    expect(parseDatabaseUrl(`${BASE}?pgbouncer=true&connection_limit=1`).warnings).toEqual([
      'has the parameter connection_limit, which has no effect: set DATABASE_POOL_SIZE',
    ]);
  });

  it.each([
    ['postgresql://app:x@localhost/taskward?host=db.example.org', /parameter host/],
    ['postgresql://app:x@localhost/taskward?h%6Fst=db.example.org', /parameter host/],
    ['postgresql://app:x@db.example.org/taskward?host=/run/postgresql', /parameter host/],
    ['postgresql:///taskward?host=db.example.org', /parameter host/],
    ['postgresql://app:x@localhost/taskward?HOST=db.example.org', /HOST, which Taskward does not take/],
    ['postgresql://app:x@localhost/taskward?hostaddr=192.0.2.7', /hostaddr, which/],
    ['postgresql://app:x@localhost,db.example.org/taskward', /several hosts/],
    ['postgresql://app:x@localhost/taskward?port=6000', /parameter port/],
    ['postgresql://app:x@localhost/taskward?user=postgres', /names user twice/],
    ['postgresql://app:x@localhost/taskward?password=y', /names password twice/],
    ['postgresql://app:x@localhost/taskward?dbname=other', /dbname, which/],
    ['postgresql://app:x@localhost/taskward?service=other', /service, which/],
    ['postgresql://app:x@localhost', /names no database/],
    ['postgresql:///taskward', /names no host/],
    [`${BASE}?sslmode=verify-full&ssl=0`, /two things of TLS/],
    [`${BASE}?ssl=no-verify&sslmode=verify-full`, /two things of TLS/],
    [`${BASE}?sslmode=disable&sslmode=verify-full`, /sslmode twice/],
    [`${BASE}?sslmode=verify-full&ssl%6Dode=disable`, /sslmode twice/],
    [`${BASE}?sslmode=Verify-Full`, /sslmode that is not one of/],
    [`${BASE}?sslmode=`, /sslmode that is not one of/],
    [`${BASE}?sslmode=verify-full;ssl=0`, /sslmode that is not one of/],
    [`${BASE}?SSLMODE=verify-full`, /SSLMODE, which/],
    [`${BASE}?sslmode=verify-full&uselibpqcompat=true`, /uselibpqcompat, which/],
    [`${BASE}?sslmode=verify-full&sslaccept=accept_invalid_certs`, /sslaccept, which/],
    [`${BASE}?sslmode=verify-full&sslnegotiation=direct`, /sslnegotiation, which/],
    [`${BASE}?options=-csearch_path%3Devil`, /options, which/],
    [`${BASE}?sslrootcert=system&sslmode=disable`, /sslrootcert/],
    [`${BASE}?channel_binding=require`, /channel_binding=require without TLS/],
    [`${BASE}?sslmode=verify-full&channel_binding=maybe`, /channel_binding that is not one of/],
    [`${BASE}?schema=other`, /schema that is not one of public/],
    [`${BASE}?constructor=1`, /constructor, which/],
    ['postgresql://app:100%@db.example.org/x', /% that is not escaped; write it as %25/],
    ['postgresql://app:p#ss@db.example.org/x', /# that is not escaped; write it as %23/],
    ['postgresql://app:p/ss@db.example.org/x', /\/ or \? that is not escaped/],
    ['postgresql://app:p?ss@db.example.org/x', /\/ or \? that is not escaped/],
    ['postgresql://app:p ss@db.example.org/x', /holds a blank/],
    ['postgresql://app:x@db.example.org:tcp/x', /no port/],
    ['postgresql://app:x@db.example.org:0/x', /no port/],
    ['postgresql://app:x@db.example.org%00.evil/x', /% that is not escaped/],
    ['postgresql://app:x@[::1/x', /is no host|no port/],
    ['mysql://app:x@db.example.org/x', /must be a URL that starts with postgres:\/\/ or postgresql:\/\//],
    ['db.example.org', /must be a URL that starts with/],
  ])('is refused as %s', (url, fault) => expect(() => parseDatabaseUrl(url)).toThrow(fault));

  it.each(['127.0.0.1.example.org', 'localhost.example.org', '127.1', '0x7f.1', '0.0.0.0', '[::ffff:127.0.0.1]'])(
    'does not take %s for this machine',
    (host) => expect(isSafeWay(parseDatabaseUrl(`postgresql://app:x@${host}/taskward`))).toBe(false),
  );

  it('says nothing of the password', () => {
    for (const url of ['postgresql://app:hunter2%@h/x', 'postgresql://app:hunter2?a@h/x', 'postgresql://app:hun:ter2'])
      expect(() => parseDatabaseUrl(url)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hun') as string }) as Error,
      );
  });
});
