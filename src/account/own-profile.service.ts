import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FORGET_ANSWERS } from '../common/cache-control.js';
import type { Principal } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { revalidated } from '../common/revalidated.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { UsersService } from '../users/users.service.js';
import { AccountService } from '../auth/account/account.service.js';
import type { UpdateUserDto } from '../auth/dto/update-user.dto.js';
import { SessionCookiesService } from '../auth/sessions/session-cookies.service.js';

/** The answers of `/users/me` and, for the owner, of `/users/{id}`. No method takes an id, only the caller. */
@Injectable()
export class OwnProfileService {
  constructor(
    private readonly users: UsersService,
    private readonly account: AccountService,
    private readonly cookies: SessionCookiesService,
  ) {}

  async get(caller: Principal, req: Request, res: Response): Promise<UserResponse | undefined> {
    return this.answer(caller, req, res, UserResponse.from(await this.users.get(caller.userId)));
  }

  /** Adds the `ETag`, and the CSRF token for a session with cookies. @returns undefined for a 304. */
  answer<Body extends object>(caller: Principal, req: Request, res: Response, body: Body): Body | undefined {
    const changed = revalidated(req, res, body);
    this.cookies.offerCsrfToken(req, res, caller.sessionId);
    return changed;
  }

  async update(caller: Principal, dto: UpdateUserDto, req: Request): Promise<UserResponse> {
    return UserResponse.from(await this.account.update(caller, dto, originOf(req)));
  }

  async remove(caller: Principal, req: Request, res: Response): Promise<void> {
    await this.account.remove(caller, originOf(req));
    this.cookies.clear(res);
    res.setHeader('Clear-Site-Data', FORGET_ANSWERS);
  }
}
