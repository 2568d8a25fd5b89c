import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Problem } from '../common/problem.js';
import { newId } from '../common/uuid.js';
import { AppConfig } from '../config/app-config.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AccessTokenService } from './access-token.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import type { LoginDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import type { TokenResponse } from './dto/token-response.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.policy.js';
import { deriveRefreshToken } from './refresh-token.js';
import type { Session } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';

/** Where a login comes from, for the list of devices. */
export interface Device {
  userAgent: string | null;
  ip: string | null;
}

/** Registration and login. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsRepository,
    private readonly hasher: PasswordHasher,
    private readonly accessTokens: AccessTokenService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
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
  async login(dto: LoginDto, device: Device): Promise<TokenResponse> {
    const user = await this.users.findByLogin(dto.username);
    const matches = await this.hasher.verify(user?.passwordHash, dto.password);
    if (user === null || !matches || !user.isActive) {
      throw new Problem(AUTH_ERRORS.INVALID_CREDENTIALS, { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    return this.openSession(user.id, device);
  }

  private async openSession(userId: string, device: Device): Promise<TokenResponse> {
    const now = this.clock.now();
    const session: Session = {
      userId,
      id: newId(),
      generation: 1,
      previousGeneration: null,
      rotatedAt: null,
      createdAt: new Date(now),
      lastUsedAt: new Date(now),
      expiresAt: new Date(now + this.config.REFRESH_TOKEN_ABSOLUTE_SECONDS * 1000),
      ...device,
      revokedAt: null,
      revokedReason: null,
    };
    await this.sessions.insert(userId, session);
    return this.tokensOf(session);
  }

  private tokensOf(session: Session): TokenResponse {
    const { userId, id, generation, createdAt } = session;
    return {
      access_token: this.accessTokens.issue({ userId, id, authTime: createdAt }),
      token_type: 'bearer',
      expires_in: this.config.ACCESS_TOKEN_SECONDS,
      refresh_token: deriveRefreshToken({ userId, sessionId: id, generation }, this.config.REFRESH_TOKEN_SECRET),
      refresh_expires_in: this.config.REFRESH_TOKEN_IDLE_SECONDS,
    };
  }
}
