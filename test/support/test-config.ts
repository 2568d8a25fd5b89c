import { randomBytes } from 'node:crypto';
import { type AppConfig, loadConfig } from '../../src/config/app-config.js';

/** The configuration that an operator would get from these variables, and nothing from the machine's own environment. */
export function testConfig(variables: Record<string, string> = {}): AppConfig {
  const base = { NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', ...testSecrets() };
  return loadConfig({ ...base, ...variables }, '/dev/null').config;
}

/** Secrets such as production wants them, new ones each time. */
export function testSecrets() {
  const secret = () => randomBytes(32).toString('base64url');
  return { JWT_SECRET: secret(), REFRESH_TOKEN_SECRET: secret() };
}
