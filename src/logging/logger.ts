import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import type { Log } from '../common/log.js';
import type { LoggingConfig } from '../config/slices.js';

/** Where the framework reports what it set up: of use when something is wrong with that, and noise otherwise. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/**
 * The log of the process: one JSON object a line (production) or lines for people (development). A field holds only
 * what the code put there on purpose: no header, body or query of a request is ever logged as it came.
 */
export async function createLog(config: LoggingConfig, destination?: DestinationStream): Promise<Pino> {
  const level = config.LOG_LEVEL ?? (config.NODE_ENV === 'test' ? 'silent' : 'info');
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
  };
  if (destination !== undefined) return pino(options, destination);
  if (config.NODE_ENV !== 'development')
    return pino(options, pino.destination({ dest: 1, sync: false, minLength: 8_192, periodicFlush: 100 }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ sync: true, singleLine: true, translateTime: 'HH:MM:ss' }));
}

/** Gives the framework's logging, and `new Logger(name)` of ours, to the log of the process. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: string): void {
    if (!FRAMEWORK.has(context ?? '')) this.target.info({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.target.warn({ context }, String(message));
  }

  /** Nest passes a stack between the message and the context where it has one. */
  error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (message instanceof Error) this.target.error({ context, err: message }, message.message);
    else this.target.error({ context, ...(rest.length > 1 && { stack: rest[0] }) }, String(message));
  }
}

/**
 * An error with its causes. Named fields only: a driver's error carries the parameters of its statement, and the detail
 * of a constraint quotes the row.
 */
export function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}
