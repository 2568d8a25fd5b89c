import type { Logger } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';

interface Role {
  rolname: string;
  rolsuper: boolean;
  rolbypassrls: boolean;
}

const ROLE = 'SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user';

/** Warns if row-level security does not bind the role of DATABASE_URL. @throws StartupError instead, in production. */
export async function demandSafeRole(dataSource: DataSource, config: DatabaseConfig, logger: Logger): Promise<void> {
  const [role] = await dataSource.query<Role[]>(ROLE);
  if (!isUnsafe(role)) return;
  const power = role.rolsuper ? 'is a superuser' : 'has BYPASSRLS';
  const sentence =
    `The database role ${role.rolname} ${power}: row-level security does not bind it. ` +
    'Let DATABASE_URL name a role without such powers (README, "Deploy"), and MIGRATION_DATABASE_URL the owner.';
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}

/** @throws Error if row-level security does not bind the role, in development too: the primary can answer instead. */
export async function demandSafeReplicaRole(client: ClientBase): Promise<void> {
  const { rows } = await client.query<Role>(ROLE);
  if (isUnsafe(rows[0])) throw new Error('row-level security does not bind the role of DATABASE_REPLICA_URL');
}

function isUnsafe(role: Role | undefined): role is Role {
  return role !== undefined && (role.rolsuper || role.rolbypassrls);
}
