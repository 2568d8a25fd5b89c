import type { Logger } from '@nestjs/common';
import type { AppConfig } from '../../config/app-config.js';
import { StartupError } from '../../config/startup-error.js';
import { COMMANDS, creationOf, DESCRIBED_TABLES, expectedPolicies, policyName } from './row-policies.js';

/** Runs one statement and gives its rows. */
export type RunQuery = (sql: string, parameters: unknown[]) => Promise<unknown[]>;

interface Policy {
  name: string;
  command: string;
  permissive: boolean;
  everyone: boolean;
  using: string | null;
  check: string | null;
}

interface OwnedTable {
  name: string;
  enabled: boolean;
  forced: boolean;
  policies: Policy[];
}

/** The tables of users' rows: those that have a column `user_id`, and those that are described. */
const OWNED_TABLES = `
  SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    coalesce((
      SELECT json_agg(json_build_object('name', p.polname, 'permissive', p.polpermissive, 'everyone', p.polroles = '{0}',
        'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
      FROM pg_policy AS p WHERE p.polrelid = c.oid), '[]') AS policies
  FROM pg_class AS c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND (c.relname = ANY($1) OR EXISTS (
      SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'user_id' AND NOT a.attisdropped))
  ORDER BY c.relname`;

/**
 * Looks whether row-level security is enabled, forced and as described on every table of users' rows.
 *
 * @returns a sentence for each fault: the table, what is missing, and the statement that mends it.
 */
export async function rowSecurityFaults(query: RunQuery): Promise<string[]> {
  const tables = (await query(OWNED_TABLES, [DESCRIBED_TABLES])) as OwnedTable[];
  const missing = DESCRIBED_TABLES.filter((name) => !tables.some((table) => table.name === name));
  return [
    ...missing.map((name) => `${name}: there is no such table; restore it from a backup`),
    ...tables.flatMap(faultsOf),
  ];
}

/**
 * Looks at the start: production does not start without row-level security, development is warned.
 *
 * @throws StartupError that names each table, what is missing and what to do.
 */
export async function demandRowSecurity(query: RunQuery, config: AppConfig, logger: Logger): Promise<void> {
  const faults = await rowSecurityFaults(query);
  if (faults.length === 0) return;
  const sentence = inWords(faults);
  if (config.NODE_ENV === 'production') throw new StartupError(sentence);
  logger.warn(sentence);
}

/** The faults for a person, one in a line. */
export function inWords(faults: string[]): string {
  return [
    'Row-level security does not protect every table of users’ rows. As the owner of the tables, run what follows:',
    ...faults.map((fault) => `  - ${fault}`),
  ].join('\n');
}

function faultsOf(table: OwnedTable): string[] {
  const { name, enabled, forced, policies } = table;
  const faults: string[] = [];
  if (!enabled)
    faults.push(`${name}: row-level security is not enabled; ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY`);
  if (!forced)
    faults.push(`${name}: row-level security is not forced on the owner; ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  const expected = expectedPolicies(name);
  const known = new Set<string>();
  for (const command of COMMANDS) {
    const wanted = expected[command];
    if (wanted === undefined) continue;
    const policy = policies.find((found) => found.name === policyName(name, command));
    known.add(policyName(name, command));
    const creation = creationOf(name, command, wanted);
    if (policy === undefined) {
      faults.push(`${name}: the policy ${policyName(name, command)} is missing; ${creation}`);
      continue;
    }
    const differences = [
      ...(policy.permissive ? [] : ['is RESTRICTIVE']),
      ...(policy.everyone ? [] : ['is for some roles only']),
      ...(policy.command === command ? [] : [`is for ${policy.command}`]),
      ...(policy.using === wanted.using && policy.check === wanted.check ? [] : ['has another condition']),
    ];
    if (differences.length > 0) {
      const drop = `DROP POLICY ${policy.name} ON ${name}; ${creation}`;
      faults.push(`${name}: the policy ${policy.name} ${differences.join(' and ')}; ${drop}`);
    }
  }
  for (const { name: policy, permissive } of policies.filter((found) => !known.has(found.name))) {
    const kind = permissive ? '' : 'RESTRICTIVE ';
    faults.push(`${name}: the ${kind}policy ${policy} is not one of Taskward; DROP POLICY "${policy}" ON ${name}`);
  }
  return faults;
}
