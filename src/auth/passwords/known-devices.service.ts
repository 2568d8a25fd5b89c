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

export const DEVICE_SECONDS = 180 * 86_400;

export interface DeviceProof {
  deviceToken?: string | null;
  refreshTokens?: (string | null | undefined)[];
}

/** Strangers do not hold up a device that logged in before: it has counters of its own, which bound its guesses too. */
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

  /** Call it only after the right password. The id is new each time, so that no two logins share a counter. */
  remember(user: Pick<User, 'id' | 'passwordHash'>): string {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    return deriveDeviceToken({ deviceId: newId(), userId: user.id, issuedAt }, user.passwordHash, this.keys[0]!);
  }

  async rememberUser(userId: string): Promise<string | undefined> {
    const user = await this.users.find(userId);
    return user === null ? undefined : this.remember(user);
  }

  /** The id of the device, if this account was logged in to on it. Only what we signed ourselves costs a query. */
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
      if (userId === user.id && (await this.provesDevice(userId, sessionId, generation))) return sessionId;
    }
    return undefined;
  }

  // A session proves its device while it lives, and after an ordinary logout; not when it was ended for safety.
  private async provesDevice(userId: string, sessionId: string, generation: number): Promise<boolean> {
    const session = await this.sessions.find(userId, sessionId);
    if (session === null || generation < session.generation - 1) return false;
    return session.revokedAt === null || session.revokedReason === 'logout';
  }
}
