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
import { answerFor, WINDOW_SECONDS } from '../../limits/rate-limit-headers.js';
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
    /** The device, if the account that the request names was logged in to on it before. */
    knownDevice?: string;
  }
}

/** How many quotas the known devices of an account, and those in a network, have together. */
const DEVICES_OF_AN_ACCOUNT = 3;
const DEVICES_IN_A_NETWORK = 10;

/**
 * Counts the requests to the routes on which passwords and tokens could be guessed, by network. A caller who shows what
 * no stranger has (a known device, a mailed link, a session) is counted apart: what others in its network do does not
 * hold it up. Costs these routes one statement, and the others nothing.
 */
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
    // Read before any token is verified, but on public routes it is small.
    await this.bodies.read(context);
    const http = context.switchToHttp();
    const req = http.getRequest<Request>();
    const dto = validatedOrNothing<Dto>(options.body, this.bodyOf(options, req));
    // The pipe refuses it; that is nothing to count.
    if (dto === undefined) return true;
    const policy = { name: options.name, quota: this.config.AUTH_RATE_LIMIT };
    let standing = await this.countProven(options, dto, req);
    if (standing === undefined) {
      // Used up, perhaps by a thief: from here on it is a caller like any other.
      req.knownDevice = undefined;
      standing = await this.quotas.count(`${policy.name}:${callerNetwork(req)}`, WINDOW_SECONDS);
      if (standing.used === policy.quota + 1) await this.writeDown(options, dto, req);
    }
    const closesIn = standing.closesAt - this.clock.now();
    answerFor(http.getResponse<Response>(), policy, { used: standing.used, closesIn });
    return true;
  }

  /** @returns undefined if the caller shows nothing, or has used up what that is worth. */
  private async countProven(options: AuthRateLimitOptions, dto: Dto, req: Request) {
    const { name, account } = options;
    const quota = this.config.AUTH_RATE_LIMIT;
    const proven = await this.provenCaller(options, dto, req);
    if (proven === undefined) return undefined;
    const standing = await this.quotas.count(`${name}:${proven}`, WINDOW_SECONDS);
    if (standing.used > quota) return undefined;
    if (account === undefined) return standing;
    // Every login makes a device: whoever collects those of accounts of their own must not get a quota with each.
    const owner = `${name}:devices-of:${accountKey(dto[account.field] ?? '')}`;
    const network = `${name}:devices-in:${callerNetwork(req)}`;
    const isWithin =
      (await this.quotas.take(owner, DEVICES_OF_AN_ACCOUNT * quota, WINDOW_SECONDS)) &&
      (await this.quotas.take(network, DEVICES_IN_A_NETWORK * quota, WINDOW_SECONDS));
    return isWithin ? standing : undefined;
  }

  /** What the handler will be given: where a session's token is in a cookie, there need be no body. */
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

  /** The first refusal of a window alone is written down. */
  private async writeDown({ account }: AuthRateLimitOptions, dto: Dto, req: Request): Promise<void> {
    if (account !== undefined)
      await this.refusals.record(account.event, dto[account.field] ?? '', originOf(req), 'rate_limited');
  }
}

/** The fields of a body that say who asks, or about whom. */
type Dto = Partial<Record<'username' | 'email' | 'token' | 'refresh_token', string>>;
