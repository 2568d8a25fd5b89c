import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { trimBlanks } from '../common/blanks.js';
import { callerNetwork } from '../common/client-address.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/app-config.js';
import { BodyReader } from '../server/body-reader.js';
import { AUTH_RATE_LIMIT, type AuthRateLimitOptions } from './auth-rate-limit.decorator.js';
import { answerFor, WINDOW_SECONDS } from './rate-limit-headers.js';
import { RateLimitsRepository } from './rate-limits.repository.js';

/**
 * Counts the requests to the routes on which passwords and tokens could be guessed, by the caller's address and by the
 * account that it names. Costs these routes one statement, and the others nothing.
 */
@Injectable()
export class AuthRateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limits: RateLimitsRepository,
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly bodies: BodyReader,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const options = this.reflector.get<AuthRateLimitOptions | undefined>(AUTH_RATE_LIMIT, context.getHandler());
    return options === undefined || this.count(options, context);
  }

  private async count(options: AuthRateLimitOptions, context: ExecutionContext): Promise<true> {
    // Of the bodies only those are read that name an account, and on public routes these are small.
    if (options.account !== undefined) await this.bodies.read(context);
    const http = context.switchToHttp();
    const now = this.clock.now();
    const closesAt = now + WINDOW_SECONDS * 1000;
    // Addresses before accounts, in every request: two that share both never wait for each other.
    const keys = keysOf(options, http.getRequest<Request>());
    const standings = await this.limits.count(
      keys.map((key) => ({ key, requests: 1, closesAt })),
      now,
    );
    const tightest = standings.reduce((a, b) => (b.used > a.used ? b : a));
    const policy = { name: options.name, quota: this.config.AUTH_RATE_LIMIT };
    answerFor(http.getResponse<Response>(), policy, { used: tightest.used, closesIn: tightest.closesAt - now });
    return true;
  }
}

function keysOf({ name, account }: AuthRateLimitOptions, req: Request): string[] {
  const keys = [`${name}:${callerNetwork(req)}`];
  const named = account === undefined ? undefined : (req.body as Record<string, unknown> | undefined)?.[account];
  if (typeof named === 'string') keys.push(`${name}:account:${accountKey(named)}`);
  return keys;
}

/** Names an account in a key without writing down who it is. As accounts are told apart: no blanks at the ends, ASCII letters lowered. */
export function accountKey(login: string): string {
  const normal = trimBlanks(login).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return createHash('sha256').update(normal).digest('base64url');
}
