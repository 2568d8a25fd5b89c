import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { callerNetwork } from '../../common/client-address.js';
import { Clock } from '../../common/clock.js';
import { originOf } from '../../common/request-origin.js';
import { validatedOrNothing } from '../../common/request-validation.pipe.js';
import { AuthLimitsConfig, refreshSecrets } from '../../config/slices.js';
import { accountKey } from '../../limits/account-key.js';
import { QuotasService } from '../../limits/quotas.service.js';
import { enforceQuota, WINDOW_SECONDS } from '../../limits/rate-limit-headers.js';
import { BodyReader } from '../../body/body-reader.js';
import { readMailToken } from '../tokens/mail-token.js';
import { deviceCookie } from '../passwords/device-cookie.js';
import { KnownDevicesService } from '../passwords/known-devices.service.js';
import { RefusalAuditService } from '../passwords/refusal-audit.service.js';
import { readRefreshToken } from '../tokens/refresh-token.js';
import { SessionCookiesService } from '../sessions/session-cookies.service.js';
import { AUTH_RATE_LIMIT, type AuthRateLimitOptions } from './auth-rate-limit.decorator.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** The id of the device, if the account that the request names was logged in to on it before. */
    knownDevice?: string;
  }
}

const DEVICE_QUOTAS_PER_ACCOUNT = 3;
const DEVICE_QUOTAS_PER_NETWORK = 10;

/** Counts by network. Known devices, mailed links and sessions are counted apart: neighbours must not hold them up. */
@Injectable()
export class AuthRateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly quotas: QuotasService,
    private readonly devices: KnownDevicesService,
    private readonly cookies: SessionCookiesService,
    private readonly refusals: RefusalAuditService,
    private readonly config: AuthLimitsConfig,
    private readonly clock: Clock,
    private readonly bodies: BodyReader,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const options = this.reflector.get<AuthRateLimitOptions | undefined>(AUTH_RATE_LIMIT, context.getHandler());
    return options === undefined || this.count(options, context);
  }

  private async count(options: AuthRateLimitOptions, context: ExecutionContext): Promise<true> {
    // No token has been verified yet, but bodies of public routes are small.
    await this.bodies.read(context);
    const http = context.switchToHttp();
    const req = http.getRequest<Request>();
    const dto = validatedOrNothing<Dto>(options.body, this.bodyOf(options, req));
    if (dto === undefined) return true;
    const policy = { name: options.name, quota: this.config.AUTH_RATE_LIMIT };
    let usage = await this.countProven(options, dto, req);
    if (usage === undefined) {
      // No proof, or one that is used up, perhaps by a thief: from here on a caller like any other.
      req.knownDevice = undefined;
      usage = await this.quotas.count(`${policy.name}:${callerNetwork(req)}`, WINDOW_SECONDS);
      if (usage.used === policy.quota + 1) await this.auditFirstRefusal(options, dto, req);
    }
    const closesIn = usage.closesAt - this.clock.now();
    enforceQuota(http.getResponse<Response>(), policy, { used: usage.used, closesIn });
    return true;
  }

  private async countProven(options: AuthRateLimitOptions, dto: Dto, req: Request) {
    const { name, account } = options;
    const quota = this.config.AUTH_RATE_LIMIT;
    const proven = await this.provenCaller(options, dto, req);
    if (proven === undefined) return undefined;
    const usage = await this.quotas.count(`${name}:${proven}`, WINDOW_SECONDS);
    if (usage.used > quota) return undefined;
    if (account === undefined) return usage;
    // Every login makes a device: anyone who collects many of their own must not get a quota with each.
    const owner = `${name}:devices-of:${accountKey(dto[account.field] ?? '')}`;
    const network = `${name}:devices-in:${callerNetwork(req)}`;
    const isWithin =
      (await this.quotas.consume(owner, DEVICE_QUOTAS_PER_ACCOUNT * quota, WINDOW_SECONDS)) &&
      (await this.quotas.consume(network, DEVICE_QUOTAS_PER_NETWORK * quota, WINDOW_SECONDS));
    return isWithin ? usage : undefined;
  }

  private bodyOf({ proof }: AuthRateLimitOptions, req: Request): unknown {
    const token = proof === 'session' ? this.cookies.refreshToken(req) : null;
    return token === null ? req.body : { refresh_token: token, ...(req.body as object | undefined) };
  }

  private async provenCaller(
    { proof, account }: AuthRateLimitOptions,
    dto: Dto,
    req: Request,
  ): Promise<string | undefined> {
    const secrets = refreshSecrets(this.config);
    if (proof === 'mailed link') {
      const subject = readMailToken(dto.token ?? '', secrets);
      return subject === null ? undefined : `user:${subject.userId}`;
    }
    if (proof === 'session') {
      const subject = readRefreshToken(dto.refresh_token ?? '', secrets);
      return subject && `session:${subject.sessionId}`;
    }
    if (account === undefined) return undefined;
    req.knownDevice = await this.devices.recognize(dto[account.field] ?? '', {
      deviceToken: deviceCookie(req),
      refreshTokens: [dto.refresh_token, this.cookies.refreshToken(req)],
    });
    return req.knownDevice && `device:${req.knownDevice}`;
  }

  private async auditFirstRefusal({ account }: AuthRateLimitOptions, dto: Dto, req: Request): Promise<void> {
    if (account !== undefined)
      await this.refusals.record(account.event, dto[account.field] ?? '', originOf(req), 'rate_limited');
  }
}

type Dto = Partial<Record<'username' | 'email' | 'token' | 'refresh_token', string>>;
