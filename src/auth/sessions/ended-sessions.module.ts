import { Global, Module } from '@nestjs/common';
import { EndedSessions } from '../../common/ended-sessions.js';
import { AuthModule } from '../auth.module.js';
import { RevocationSetService } from './revocation-set.service.js';

/** All that features which know nothing of accounts may ask about sessions. */
@Global()
@Module({
  imports: [AuthModule],
  providers: [{ provide: EndedSessions, useExisting: RevocationSetService }],
  exports: [EndedSessions],
})
export class EndedSessionsModule {}
