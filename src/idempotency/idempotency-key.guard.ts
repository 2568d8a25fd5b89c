import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { Problem } from '../common/problem.js';
import { TAKES_IDEMPOTENCY_KEY } from './idempotency-key.decorator.js';
import { IDEMPOTENCY_ERRORS } from './idempotency.errors.js';

/** A client that sends a key relies on it, so every other write refuses it. Reads are idempotent anyway. */
@Injectable()
export class IdempotencyKeyGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { method, headers } = context.switchToHttp().getRequest<Request>();
    if (headers['idempotency-key'] === undefined || method === 'GET' || method === 'HEAD') return true;
    if (this.reflector.get<boolean | undefined>(TAKES_IDEMPOTENCY_KEY, context.getHandler())) return true;
    throw new Problem(IDEMPOTENCY_ERRORS.IDEMPOTENCY_KEY_NOT_SUPPORTED);
  }
}
