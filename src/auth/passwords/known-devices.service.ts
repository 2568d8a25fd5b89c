import { Injectable } from '@nestjs/common';
import { hkdfSync } from 'node:crypto';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/uuid.js';
import { DerivedKeysConfig, refreshSecrets } from '../../config/slices.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { readRefreshToken } from '../tokens/refresh-token.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { deriveDeviceToken, readDeviceToken } from '../tokens/device-token.js';

/** How long a device is remembered after its last login. */
export const DEVICE_SECONDS = 180 * 86_400;

/** What a device may show for having logged in before. */
export interface DeviceProof {
  deviceToken?: string | null;
  refreshTokens?: (string | null | undefined)[];
}

/**
 * Devices on which someone logged in before. What strangers do to an account does not hold up one of them; each has
 * counters of its own, so that it is no way to guess without bound.
 */
@Injectable()
export class KnownDevicesService {
  /** The first one makes tokens, all of them verify. */
  private readonly keys: Uint8Array[];

  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly config: DerivedKeysConfig,
    private readonly clock: Clock,
  ) {
    this.keys = refreshSecrets(config).map(
      (secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'taskward known device', 32)),
    );
  }

  /** The token for the cookie of a device on which the password was right just now. Another each time: no two logins share a counter. */
  remember(user: Pick<User, 'id' | 'passwordHash'>): string {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    return deriveDeviceToken({ deviceId: newId(), userId: user.id, issuedAt }, user.passwordHash, this.keys[0]!);
  }

  /** The same, of someone who is known by id alone; undefined if the account is gone. */
  async rememberUser(userId: string): Promise<string | undefined> {
    const user = await this.users.find(userId);
    return user === null ? undefined : this.remember(user);
  }

  /**
   * Whether the account that is named was logged in to on this device before.
   *
   * @returns the id of the device. Only what we signed ourselves costs a query.
   */
  async recognize(login: string, { deviceToken, refreshTokens = [] }: DeviceProof): Promise<string | undefined> {
    const device = deviceToken ? readDeviceToken(deviceToken, this.keys) : undefined;
    const secrets = refreshSecrets(this.config);
    const sessions = refreshTokens.flatMap((token) => (token ? (readRefreshToken(token, secrets) ?? []) : []));
    if (device === undefined && sessions.length === 0) return undefined;
    const user = await this.users.findByLogin(login);
    if (user === null) return undefined;
    const freshSince = this.clock.now() / 1000 - DEVICE_SECONDS;
    if (device?.userId === user.id && device.issuedAt > freshSince && device.isBoundTo(user.passwordHash))
      return device.deviceId;
    for (const { userId, sessionId, generation } of sessions) {
      if (userId === user.id && (await this.isProof(userId, sessionId, generation))) return sessionId;
    }
    return undefined;
  }

  /** A session proves its device while it lives, and after an ordinary logout; not when it was ended for safety. */
  private async isProof(userId: string, sessionId: string, generation: number): Promise<boolean> {
    const session = await this.sessions.find(userId, sessionId);
    if (session === null || generation < session.generation - 1) return false;
    return session.revokedAt === null || session.revokedReason === 'logout';
  }
}
