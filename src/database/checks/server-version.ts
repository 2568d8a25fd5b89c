import type { QueryRunner } from 'typeorm';
import { StartupError } from '../../config/startup-error.js';

const OLDEST = 15;

export async function demandServerVersion(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query('SHOW server_version_num')) as { server_version_num: string }[];
  const refusal = versionRefusal(Number(row?.server_version_num));
  if (refusal !== undefined) throw new StartupError(refusal);
}

/** What is wrong with a version such as 140011 (server_version_num); undefined if nothing is. */
export function versionRefusal(version: number): string | undefined {
  const major = Math.floor(version / 10_000);
  if (major >= OLDEST) return undefined;
  return `The server is PostgreSQL ${major}, and Taskward needs ${OLDEST} or later. Upgrade it, or let DATABASE_URL name another.`;
}
