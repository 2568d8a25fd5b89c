import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppConfig, loadConfig } from '../../src/config/app-config.js';

/** The configuration that an operator would get from these variables, and nothing from the machine's own environment. */
export function testConfig(variables: Record<string, string> = {}): AppConfig {
  // A test sends more in a minute than a person; those of the limits set their own.
  const limits = { AUTH_RATE_LIMIT: '1000000', API_RATE_LIMIT: '1000000' };
  const base = {
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: join(tmpdir(), `taskward-test-data-${process.pid}`),
    ...testSecrets(),
  };
  return loadConfig({ ...base, ...limits, ...variables }, '/dev/null').config;
}

/** Secrets such as production wants them, new ones each time. */
export function testSecrets() {
  const secret = () => randomBytes(32).toString('base64url');
  return { JWT_SECRET: secret(), REFRESH_TOKEN_SECRET: secret() };
}
