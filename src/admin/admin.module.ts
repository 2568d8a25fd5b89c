import { Module } from '@nestjs/common';
import { AccountModule } from '../account/account.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { AdminController } from './admin.controller.js';
import { AdminService } from './admin.service.js';
import { AuditController } from './audit.controller.js';
import { FirstSuperuserService } from './first-superuser.service.js';

@Module({
  imports: [AccountModule, AuthModule, UsersModule],
  controllers: [AdminController, AuditController],
  providers: [AdminService, FirstSuperuserService],
})
export class AdminModule {}
