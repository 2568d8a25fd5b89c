import { resolve } from 'node:path';
import type { z } from 'zod';
import { parseDatabaseUrl } from './database-url.js';
import { readEnvFile } from './env-file.js';
import { type Environment, environmentSchema } from './environment.js';
import { DATABASE_URLS, productionRefusals, retentionRefusals, secretRefusals } from './refusals.js';
import { developmentSecrets } from './development-secrets.js';
import { readSecretFiles } from './secret-files.js';
import { StartupError } from './startup-error.js';
import { driverWarnings, forgetDriverVariables, isServiceLink, mangledValue } from './surroundings.js';

/** Checked and frozen. A class is injected its slice (slices.ts), never the whole. */
export interface AppConfig extends Readonly<Omit<Environment, 'JWT_SECRET' | 'REFRESH_TOKEN_SECRET'>> {
  /** Undefined only if JWT_PRIVATE_KEY signs. */
  readonly JWT_SECRET: string | undefined;
  readonly REFRESH_TOKEN_SECRET: string;
}

/** An unknown variable that begins so is more likely a typing error than another program's. */
const OUR_PREFIXES =
  /^(JWT|AUTH|API|ACCESS_TOKEN|REFRESH_TOKEN|DATABASE|MIGRATION_DATABASE|CORS|SMTP|MAIL|EMAIL|METRICS|PASSWORD|TASK)_/;

interface Loaded {
  config: AppConfig;
  warnings: string[];
}

/**
 * Reads the environment and a file `.env`, whose entries the environment overrides.
 * @throws StartupError that names every variable that is malformed, misspelt in `.env`, or unfit for production.
 */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env, envFile = '.env'): Loaded {
  const known = Object.keys(environmentSchema.shape);
  const file = readEnvFile(envFile, known);
  const warnings = [
    ...file.warnings,
    ...Object.keys(variables)
      .filter((name) => OUR_PREFIXES.test(name) && !known.includes(name) && !isServiceLink(name))
      .map((name) => `${name} is set, but is not a variable of Taskward: it has no effect`),
    ...driverWarnings(variables),
  ];
  forgetDriverVariables();

  const set = Object.entries({ ...file.values, ...variables }).filter(([, value]) => value !== '');
  const mangled = new Map(
    set.flatMap(([name, value]) => {
      const fault = known.includes(name) ? mangledValue(name, value ?? '') : undefined;
      return fault === undefined ? [] : [[name, fault] as const];
    }),
  );
  const given = Object.fromEntries(set.filter(([name]) => !mangled.has(name)));
  const files = readSecretFiles(given);
  const parsed = environmentSchema.safeParse({ ...given, ...files.values });
  const faults = [...file.faults, ...mangled.values(), ...files.faults];
  if (!parsed.success) faults.push(...parsed.error.issues.map(sentence));
  // These refusals could be about a variable that is only mangled, or whose file was not read.
  else if (mangled.size + files.faults.length === 0)
    faults.push(
      ...secretRefusals(parsed.data),
      ...retentionRefusals(parsed.data),
      ...productionRefusals(parsed.data, variables),
    );
  if (!parsed.success || faults.length > 0) {
    throw new StartupError(['The configuration is not usable:', ...faults.map((fault) => `  - ${fault}`)].join('\n'));
  }

  const environment = parsed.data;
  const DATA_DIR = resolve(environment.DATA_DIR);
  const config = Object.freeze({ ...environment, ...withSecrets(environment, DATA_DIR), DATA_DIR });
  return { config, warnings: [...warnings, ...databaseWarnings(environment)] };
}

function databaseWarnings(environment: Environment): string[] {
  return DATABASE_URLS.flatMap((name) => {
    const url = environment[name];
    return url === undefined ? [] : parseDatabaseUrl(url).warnings.map((warning) => `${name} ${warning}`);
  });
}

/** In production none is missing: `productionRefusals` came first. */
function withSecrets(environment: Environment, dataDir: string) {
  const { JWT_SECRET, JWT_PRIVATE_KEY, REFRESH_TOKEN_SECRET } = environment;
  const hasAccessKey = JWT_SECRET !== undefined || JWT_PRIVATE_KEY !== undefined;
  if (hasAccessKey && REFRESH_TOKEN_SECRET !== undefined) return { JWT_SECRET, REFRESH_TOKEN_SECRET };
  const made = developmentSecrets(dataDir);
  return {
    JWT_SECRET: hasAccessKey ? JWT_SECRET : made.JWT_SECRET,
    REFRESH_TOKEN_SECRET: REFRESH_TOKEN_SECRET ?? made.REFRESH_TOKEN_SECRET,
  };
}

/** Never has the value, which may be a secret. */
function sentence(issue: z.core.$ZodIssue): string {
  const wanted = issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message;
  return `${issue.path.join('.')} ${wanted}`;
}
