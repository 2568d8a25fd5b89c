import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Log } from '../common/log.js';
import { Problem, problemDocument } from '../common/problem.js';
import { allowedMethods } from './allowed-methods.js';

/** Answers with problem details (RFC 9457). Unless it is a Problem, only the log has more than the status. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(thrown: unknown, req: Request, res: Response): void {
    const problem = toProblem(thrown, req);
    const { definition } = problem;
    res.locals.errorCode = definition.code;

    if (definition.status >= 500) {
      this.log.error(
        { request_id: req.id, error_code: definition.code, err: problem.cause ?? thrown },
        definition.title,
      );
    }
    if (res.headersSent) {
      res.destroy();
      return;
    }
    res.status(definition.status);
    res.setHeader('Cache-Control', 'no-store');
    for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
    res.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
    res.end(JSON.stringify(problemDocument(problem, req.originalUrl.split('?', 1)[0] ?? '', req.id)));
  }
}

function toProblem(thrown: unknown, req: Request): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof NotFoundException) {
    const allow = allowedMethods(req);
    return allow.length > 0
      ? new Problem(COMMON_ERRORS.METHOD_NOT_ALLOWED, { headers: { Allow: allow.join(', ') } })
      : new Problem(COMMON_ERRORS.ROUTE_NOT_FOUND);
  }
  // Express refuses some requests itself, such as a path with a broken percent sign.
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (thrown as { status?: number } | undefined)?.status;
  const clientFault = status !== undefined && status >= 400 && status < 500;
  return new Problem(clientFault ? COMMON_ERRORS.MALFORMED_REQUEST : COMMON_ERRORS.INTERNAL_ERROR, { cause: thrown });
}
