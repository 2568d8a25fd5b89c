import { Injectable } from '@nestjs/common';
import type { RequestOrigin } from '../common/request-origin.js';
import type { CredentialsDto } from './dto/login.dto.js';
import { CredentialsService } from './passwords/credentials.service.js';
import { KnownDevicesService } from './passwords/known-devices.service.js';
import { EmailAddressService } from './recovery/email-address.service.js';
import type { Session } from './sessions/session.entity.js';
import { SessionsService } from './sessions/sessions.service.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly credentials: CredentialsService,
    private readonly devices: KnownDevicesService,
    private readonly addresses: EmailAddressService,
  ) {}

  /**
   * @param knownDevice the device, if the account was logged in to on it before.
   * @throws Problem INVALID_CREDENTIALS, the same for any reason to refuse; EMAIL_NOT_VERIFIED.
   */
  async login(
    dto: CredentialsDto,
    origin: RequestOrigin,
    knownDevice?: string,
  ): Promise<{ session: Session; deviceToken: string }> {
    const user = await this.credentials.check(dto.username, dto.password, origin, knownDevice);
    await this.addresses.demandProof(user);
    const session = await this.sessions.open(user, origin);
    return { session, deviceToken: this.devices.remember(user) };
  }
}
