import type { Logger } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import type { AppConfig } from '../config/app-config.js';
import { StartupError } from '../config/startup-error.js';
import type { Deadlines } from './deadlines.js';
import { meet } from './statement.js';

interface Role {
  rolname: string;
  rolsuper: boolean;
  rolbypassrls: boolean;
}

const ROLE = 'SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user';

/** Row-level security does not bind a superuser or a role with BYPASSRLS: refused in production, warned of elsewhere. */
export async function demandSafeRole(dataSource: DataSource, config: AppConfig, logger: Logger): Promise<void> {
  const [role] = await dataSource.query<Role[]>(ROLE);
  if (!isUnsafe(role)) return;
  const power = role.rolsuper ? 'is a superuser' : 'has BYPASSRLS';
  const sentence =
    `The database role ${role.rolname} ${power}: row-level security does not bind it. ` +
    'Let DATABASE_URL name a role without such powers (README, "Deploy"), and MIGRATION_DATABASE_URL the owner.';
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}

/** Looks at a new connection to a replica. There is a better place to read, so a role without walls is refused everywhere. */
export async function demandSafeReplica(client: ClientBase, deadlines: Deadlines): Promise<void> {
  await meet(client, deadlines.settings);
  const { rows } = await client.query<Role>(ROLE);
  if (isUnsafe(rows[0])) throw new Error('row-level security does not bind the role of DATABASE_REPLICA_URL');
}

function isUnsafe(role: Role | undefined): role is Role {
  return role !== undefined && (role.rolsuper || role.rolbypassrls);
}
