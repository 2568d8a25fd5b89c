import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import {
  isLockTimeout,
  isOwnerGone,
  isStaleStatement,
  isUnavailable,
  leavesConnectionUsable,
  unavailable,
  violatedUnique,
} from './pg-errors.js';

/** An error of the server, with its fields (PostgreSQL, appendix A). */
const sent = (code: string, fields: object = {}) => Object.assign(new Error('in any language'), { code, ...fields });
/** The same as TypeORM throws it. */
const wrapped = (code: string, fields: object = {}) =>
  Object.assign(new Error('QueryFailedError'), { driverError: sent(code, fields) });
/** An error of the connection: the driver's own have no code. */
const local = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : { code });

const NOTHING = [undefined, null, 'text', 42, {}, new Error('of our own'), new TypeError('x is not a function')];

describe('a stale statement', () => {
  it.each([
    ['26000', undefined, true],
    ['0A000', 'RevalidateCachedQuery', true],
    ['0A000', 'call_bool_check_hook', false],
    ['0A000', undefined, false],
    ['42P18', 'RevalidateCachedQuery', false],
  ])('%s from %s: %j', (code, routine, stale) => expect(isStaleStatement(sent(code, { routine }))).toBe(stale));
});

describe('a database that cannot answer', () => {
  it.each([
    '08006',
    '08P01',
    '53300',
    '57P01',
    '57P03',
    '57014',
    '55P03',
    '25006',
    '25P03',
    '40001',
    '40P01',
    '28000',
    '28P01',
    '3D000',
  ])('says %s', (code) => {
    expect(isUnavailable(sent(code))).toBe(true);
    expect(isUnavailable(wrapped(code))).toBe(true);
  });

  it.each(['23505', '23503', '42501', '42P01', '22021', '0A000', '57015', '55000', '25001', 'P0001', 'XX000'])(
    'does not say %s',
    (code) => expect(isUnavailable(sent(code))).toBe(false),
  );

  it.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'ENOTFOUND',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    'ERR_SSL_WRONG_VERSION',
  ])('breaks the connection: %s', (code) => expect(isUnavailable(local('', code))).toBe(true));

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('has the driver say: %s', (message) => expect(isUnavailable(local(message))).toBe(true));

  it.each([
    ['postmaster was shut down, exiting', true],
    ['server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally', true],
    ['SSL connection has been closed unexpectedly', true],
    ['could not receive data from server: Connection reset by peer', true],
    ['connection not open', true],
    ['cache lookup failed for type 4711', false],
    ['tuple concurrently updated', false],
  ])('is a node of Citus that goes down, if an internal error says: %s (%j)', (message, lost) =>
    expect(isUnavailable(sent('XX000', { message }))).toBe(lost),
  );

  it('is a standby that was asked to write', () => {
    expect(isUnavailable(sent('0A000', { routine: 'call_bool_check_hook' }))).toBe(true);
  });

  it.each(NOTHING)('is not %p', (error) => expect(isUnavailable(error)).toBe(false));

  it('is answered with 503 and when to come back, its cause for the log alone', () => {
    const cause = sent('57P01');
    const problem = unavailable(cause);
    expect(problem.definition).toBe(COMMON_ERRORS.SERVICE_UNAVAILABLE);
    expect(problem.headers).toEqual({ 'Retry-After': '2' });
    expect(problem.cause).toBe(cause);
    expect(problem.message).not.toContain('57P01');
  });
});

describe('a connection after an error', () => {
  it.each([
    ['a refusal of ours', new Problem(COMMON_ERRORS.FORBIDDEN), true],
    ['a statement that failed', sent('23505', { severity: 'ERROR' }), true],
    ['the same, wrapped', wrapped('23505', { severity: 'ERROR' }), true],
    ['an error of our own code', new TypeError('x is not a function'), true],
    ['an end by the administrator', sent('57P01', { severity: 'FATAL' }), false],
    ['a crash', sent('XX000', { severity: 'PANIC' }), false],
    ['a broken pipe', local('write EPIPE', 'EPIPE'), false],
    ['a reset, wrapped', Object.assign(new Error(), { driverError: local('', 'ECONNRESET') }), false],
    ['a connection that is gone', local('Connection terminated unexpectedly'), false],
  ])('%s leaves it usable or not', (_, error, usable) => expect(leavesConnectionUsable(error)).toBe(usable));
});

describe('a violated constraint', () => {
  it.each([
    [sent('23505', { constraint: 'uq_users_email' }), 'uq_users_email'],
    [wrapped('23505', { constraint: 'uq_users_email' }), 'uq_users_email'],
    [sent('23505', { constraint: 'uq_users_email_102008' }), 'uq_users_email'],
    [
      sent('23505', { message: 'duplicate key value violates unique constraint "uq_users_email_102008"' }),
      'uq_users_email',
    ],
    [
      sent('23505', { message: 'doppelter Schlüsselwert verletzt Unique-Constraint »uq_users_email_102008«' }),
      'uq_users_email',
    ],
    [sent('23505'), undefined],
    [sent('23503', { constraint: 'fk_tasks_user' }), undefined],
    [undefined, undefined],
  ])('%# is named if it is a unique one', (error, name) => expect(violatedUnique(error)).toBe(name));

  it.each([
    ['23503', 'fk_tasks_user', true],
    ['23503', 'fk_idempotency_keys_user', true],
    ['23503', 'fk_tasks_users', false],
    ['23503', 'xfk_tasks_user', false],
    ['23503', undefined, false],
    ['23505', 'fk_tasks_user', false],
  ])('%s of %s means that the owner is gone: %j', (code, constraint, gone) =>
    expect(isOwnerGone(sent(code, { constraint }))).toBe(gone),
  );

  it('is one of a shard as well, which only the message names', () => {
    const message =
      'insert or update on table "sessions_102010" violates foreign key constraint "fk_sessions_user_102010"';
    expect(isOwnerGone(sent('23503', { message }))).toBe(true);
  });
});

describe('a lock that was waited for too long', () => {
  it.each([
    [sent('55P03'), true],
    [wrapped('55P03'), true],
    [sent('57014'), false],
    [undefined, false],
  ])('%#', (error, expected) => expect(isLockTimeout(error)).toBe(expected));
});
