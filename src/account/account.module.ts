import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ExportModule } from '../export/export.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountController } from './account.controller.js';
import { OwnProfileService } from './own-profile.service.js';

@Module({
  imports: [AuthModule, ExportModule, UsersModule],
  controllers: [AccountController],
  providers: [OwnProfileService],
  exports: [OwnProfileService],
})
export class AccountModule {}
