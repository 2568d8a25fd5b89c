import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import type { Log } from '../common/log.js';
import type { LoggingConfig } from '../config/slices.js';

/** Contexts in which Nest logs its own set-up, which is noise. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** JSON lines, or lines for people in development. No header, body or query of a request is ever logged as it came. */
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

/** Where Nest and `new Logger(name)` log to. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: string): void {
    if (!FRAMEWORK.has(context ?? '')) this.target.info({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.target.warn({ context }, String(message));
  }

  /** Nest passes a stack, if it has one, between the message and the context. */
  error(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (message instanceof Error) this.target.error({ context, err: message }, message.message);
    else this.target.error({ context, ...(rest.length > 1 && { stack: rest[0] }) }, String(message));
  }
}

/** Named fields only: a driver's error has the parameters of its statement, and the detail of a constraint the row. */
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
