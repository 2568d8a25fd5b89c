import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { isDriverConnectionError, isDriverTimeout, ROUTINES } from './driver.js';

interface PgError {
  code?: string;
  message?: string;
  constraint?: string;
  severity?: string;
  routine?: string;
}

/** Has a digit, unlike Node's EPIPE. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

const LOCK_TIMEOUT = '55P03';
/** A cancelled statement (as by statement_timeout), a lock that took too long, an idle transaction. */
const TIMEOUTS = new Set(['57014', LOCK_TIMEOUT, '25P03']);
/** What Citus says, under the code of internal errors, when a node goes down in the middle of a statement. */
const NODE_LOST =
  /postmaster was shut down|server closed the connection|connection (not open|has been closed|reset|refused|timed out)|no connection to the server|could not (receive|send) (data|SSL)/i;
/** A constraint or unique index of ours. On a shard its name ends with a number, and only the message may have it. */
const CONSTRAINT = /\b(uq|pk|fk|ck)_[a-z_]*[a-z]/;
/** pgbouncer's messages when it gave up waiting: it has one code for everything. */
const POOLER_TIMEOUT = /^(query_wait_timeout|query timeout|idle transaction timeout|transaction timeout)$/;

export function sqlStateOf(error: unknown): string | undefined {
  const { code } = pgError(error);
  return code !== undefined && SQLSTATE.test(code) ? code : undefined;
}

export function leavesConnectionUsable(error: unknown): boolean {
  if (error instanceof Problem) return true;
  const { severity } = pgError(error);
  if (sqlStateOf(error) !== undefined) return severity !== 'FATAL' && severity !== 'PANIC';
  return !isConnectionError(error);
}

/** Whether a prepared statement is gone, or its columns have changed: a migration ran. */
export function isStaleStatement(error: unknown): boolean {
  const { code, routine } = pgError(error);
  return code === '26000' || (code === '0A000' && routine === ROUTINES.staleStatement);
}

export function violatedUnique(error: unknown): string | undefined {
  return pgError(error).code === '23505' ? constraintOf(error) : undefined;
}

export function isLockTimeout(error: unknown): boolean {
  return sqlStateOf(error) === LOCK_TIMEOUT;
}

/** Whether a row was refused because its user's account was removed a moment ago. */
export function isOwnerGone(error: unknown): boolean {
  return pgError(error).code === '23503' && /^fk_\w+_user$/.test(constraintOf(error) ?? '');
}

/** Whether the database is away, overloaded, draining or too slow: a client should try again later. */
export function isUnavailable(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  if (sqlState === undefined) return isConnectionError(error);
  if (/^(08|53|57P|57014|55P03|25006|25P03|40001|40P01|28|3D)/.test(sqlState)) return true;
  const { routine, message = '' } = pgError(error);
  if (sqlState === 'XX000') return NODE_LOST.test(message);
  return sqlState === '0A000' && routine === ROUTINES.readOnlyStandby;
}

/** Whether waiting took too long: another attempt would wait again. */
export function isTimeout(error: unknown): boolean {
  const { message = '' } = pgError(error);
  return TIMEOUTS.has(sqlStateOf(error) ?? '') || POOLER_TIMEOUT.test(message) || isDriverTimeout(message);
}

export function unavailable(cause?: unknown): Problem {
  return new Problem(COMMON_ERRORS.SERVICE_UNAVAILABLE, { headers: { 'Retry-After': '2' }, cause });
}

function constraintOf(error: unknown): string | undefined {
  const { constraint, message = '' } = pgError(error);
  return CONSTRAINT.exec(constraint ?? message)?.[0];
}

function pgError(error: unknown): PgError {
  const wrapped = error as { driverError?: PgError };
  return wrapped?.driverError ?? error ?? {};
}

/** Errors of sockets and certificates have a code such as ECONNRESET; those of pg and pg-pool have none. */
function isConnectionError(error: unknown): boolean {
  const { code, message = '' } = pgError(error);
  return code === undefined ? isDriverConnectionError(message) : sqlStateOf(error) === undefined;
}
