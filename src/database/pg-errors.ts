import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';

/** The fields of an error that the server sent (PostgreSQL, appendix A); errors of the connection have no SQLSTATE. */
interface PgError {
  code?: string;
  constraint?: string;
  severity?: string;
  routine?: string;
}

/** Every one has a digit: EPIPE is none. */
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Whether the statement failed but the connection is as good as before. Anything else is thrown away with its connection. */
export function leavesConnectionUsable(error: unknown): boolean {
  if (error instanceof Problem) return true;
  const { code, severity } = pgError(error);
  if (code !== undefined && SQLSTATE.test(code)) return severity !== 'FATAL' && severity !== 'PANIC';
  return !isConnectionError(error);
}

/** Serialization failure, deadlock or a stale statement: PostgreSQL rolled the transaction back, and running it again may succeed. */
export function isRetryable(error: unknown): boolean {
  return ['40001', '40P01'].includes(pgError(error).code ?? '') || isStaleStatement(error);
}

/** A prepared statement that is gone, or whose columns have changed since: a migration ran. */
export function isStaleStatement(error: unknown): boolean {
  const { code, routine } = pgError(error);
  // The code stands for all that PostgreSQL does not support, and the message may be in any language.
  return code === '26000' || (code === '0A000' && routine === 'RevalidateCachedQuery');
}

/** The name of the unique constraint that a write ran into, or undefined if the error is another. */
export function violatedUnique(error: unknown): string | undefined {
  const { code, constraint } = pgError(error);
  return code === '23505' ? constraint : undefined;
}

/** Another transaction held a lock for longer than lock_timeout. */
export function isLockTimeout(error: unknown): boolean {
  return pgError(error).code === '55P03';
}

/** Whether a row could not be written because its user is gone: the account was removed a moment ago. */
export function isOwnerGone(error: unknown): boolean {
  const { code, constraint } = pgError(error);
  return code === '23503' && /^fk_\w+_user$/.test(constraint ?? '');
}

/** The database is away, overloaded, draining or too slow: true for what a client should simply try again later. */
export function isUnavailable(error: unknown): boolean {
  const { code } = pgError(error);
  if (code !== undefined && SQLSTATE.test(code))
    return /^(08|53|57P|57014|55P03|25006|25P03|40001|40P01|28|3D)/.test(code) || isStandbyRefusal(error);
  return isConnectionError(error);
}

/** A standby refuses a transaction that says READ WRITE, by this function and a code that stands for much else. */
function isStandbyRefusal(error: unknown): boolean {
  const { code, routine } = pgError(error);
  return code === '0A000' && routine === 'call_bool_check_hook';
}

/** Waiting took too long: to try again would be to wait again, and the client's patience is used up. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout/i.test(error.message);
}

/** The 503 of a database that cannot answer; the cause stays in the log. */
export function unavailable(cause?: unknown): Problem {
  return new Problem(COMMON_ERRORS.SERVICE_UNAVAILABLE, { headers: { 'Retry-After': '2' }, cause });
}

/** TypeORM wraps the driver's error and copies its fields; the original is the safer source. */
function pgError(error: unknown): PgError {
  const wrapped = error as { driverError?: PgError };
  return wrapped?.driverError ?? error ?? {};
}

const CONNECTION_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|not queryable|Client was closed|Cannot use a pool/;

/** Node's errors of sockets and certificates have a code such as ECONNRESET; the driver's own are known by their message alone. */
function isConnectionError(error: unknown): boolean {
  const { code } = pgError(error);
  if (code !== undefined && !SQLSTATE.test(code)) return true;
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}
