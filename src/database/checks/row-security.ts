import type { Logger } from '@nestjs/common';
import type { DatabaseConfig } from '../../config/slices.js';
import { StartupError } from '../../config/startup-error.js';
import { createPolicySql, DESCRIBED_TABLES, expectedPolicies, type RowPolicy } from './row-policies.js';

export type RunQuery = (sql: string, parameters: unknown[]) => Promise<unknown[]>;

interface Policy {
  name: string;
  command: string;
  permissive: boolean;
  everyone: boolean;
  using: string | null;
  check: string | null;
}

export interface OwnedTable {
  name: string;
  enabled: boolean;
  forced: boolean;
  policies: Policy[];
}

/** SQL of what `tableFaults` wants to know, for the table `c` of pg_class. */
export const TABLE_SECURITY = `c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    coalesce((
      SELECT json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive, 'everyone', p.polroles = '{0}',
        'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
      FROM pg_policy AS p WHERE p.polrelid = c.oid), '[]') AS policies`;

const OWNED_TABLES = `
  SELECT ${TABLE_SECURITY}
  FROM pg_class AS c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND (c.relname = ANY($1) OR EXISTS (
      SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped))
  ORDER BY c.relname`;

/** A sentence for each fault of row-level security: the table, what is missing, and the statement that repairs it. */
export async function rowSecurityFaults(query: RunQuery): Promise<string[]> {
  const tables = (await query(OWNED_TABLES, [DESCRIBED_TABLES])) as OwnedTable[];
  const missing = DESCRIBED_TABLES.filter((name) => !tables.some((table) => table.name === name));
  return [
    ...missing.map((name) => `${name}: there is no such table; restore it from a backup`),
    ...tables.flatMap(tableFaults),
  ];
}

/** Warns if row-level security is not complete. @throws StartupError instead, in production. */
export async function demandRowSecurity(query: RunQuery, config: DatabaseConfig, logger: Logger): Promise<void> {
  const faults = await rowSecurityFaults(query);
  if (faults.length === 0) return;
  const sentence = describeFaults(faults);
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}

export function describeFaults(faults: string[]): string {
  return [
    'Row-level security does not protect every table of users’ rows. As the owner of the tables, run what follows:',
    ...faults.map((fault) => `  - ${fault}`),
  ].join('\n');
}

export function tableFaults({ name: table, enabled, forced, policies }: OwnedTable): string[] {
  const expected = expectedPolicies(table);
  return [
    ...(enabled ? [] : [`${table}: row-level security is not enabled; ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`]),
    ...(forced
      ? []
      : [`${table}: row-level security is not forced on the owner; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`]),
    ...expected.flatMap((wanted) =>
      policyFaults(
        table,
        wanted,
        policies.find(({ name }) => name === wanted.name),
      ),
    ),
    ...policies
      .filter(({ name }) => !expected.some((wanted) => wanted.name === name))
      .map(({ name, permissive }) => {
        const kind = permissive ? '' : 'RESTRICTIVE ';
        return `${table}: the ${kind}policy ${name} is not one of Taskward; DROP POLICY "${name}" ON ${table}`;
      }),
  ];
}

function policyFaults(table: string, wanted: RowPolicy, policy: Policy | undefined): string[] {
  const creation = createPolicySql(table, wanted);
  if (policy === undefined) return [`${table}: the policy ${wanted.name} is missing; ${creation}`];
  const differences = [
    ...(policy.permissive ? [] : ['is RESTRICTIVE']),
    ...(policy.everyone ? [] : ['is for some roles only']),
    ...(policy.command === wanted.command ? [] : [`is for ${policy.command}`]),
    ...(policy.using === wanted.using && policy.check === wanted.check ? [] : ['has another condition']),
  ].join(' and ');
  if (differences === '') return [];
  return [`${table}: the policy ${wanted.name} ${differences}; DROP POLICY ${wanted.name} ON ${table}; ${creation}`];
}
