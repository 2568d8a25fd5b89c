import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import type { LoginDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.policy.js';
import type { Session } from './session.entity.js';
import { SessionsService } from './sessions.service.js';

/** Registration and login. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
  ) {}

  /** @throws Problem WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN. */
  async register(dto: RegisterDto): Promise<User> {
    const errors = passwordFaults(dto.password, '/password');
    if (errors.length > 0) throw new Problem(AUTH_ERRORS.WEAK_PASSWORD, { errors });
    const passwordHash = await this.hasher.hash(dto.password);
    return this.users.create({ email: dto.email, username: dto.username, fullName: dto.full_name, passwordHash });
  }

  /**
   * Opens a session. Unknown account, wrong password and disabled account answer alike, and cost the same: the hash is
   * verified in every case.
   *
   * @throws Problem INVALID_CREDENTIALS.
   */
  async login(dto: LoginDto, origin: RequestOrigin): Promise<Session> {
    const user = await this.users.findByLogin(dto.username);
    const matches = await this.hasher.verify(user?.passwordHash, dto.password);
    if (user === null || !matches || !user.isActive) {
      throw new Problem(AUTH_ERRORS.INVALID_CREDENTIALS, { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    return this.sessions.open(user, origin);
  }
}
