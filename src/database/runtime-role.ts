import type { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { AppConfig } from '../config/app-config.js';
import { StartupError } from '../config/startup-error.js';

interface Role {
  rolname: string;
  rolsuper: boolean;
  rolbypassrls: boolean;
}

/** Row-level security does not bind a superuser or a role with BYPASSRLS: refused in production, warned of elsewhere. */
export async function demandSafeRole(dataSource: DataSource, config: AppConfig, logger: Logger): Promise<void> {
  const [role] = await dataSource.query<Role[]>('SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user');
  if (role === undefined || !(role.rolsuper || role.rolbypassrls)) return;
  const power = role.rolsuper ? 'is a superuser' : 'has BYPASSRLS';
  const sentence =
    `The database role ${role.rolname} ${power}: row-level security does not bind it. ` +
    'Let DATABASE_URL name a role without such powers (README, "Deploy"), and MIGRATION_DATABASE_URL the owner.';
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}
