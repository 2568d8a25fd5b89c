import { randomBytes } from 'node:crypto';
import { type AppConfig, loadConfig } from '../../src/config/app-config.js';

/** The configuration that an operator would get from these variables, and nothing from the machine's own environment. */
export function testConfig(variables: Record<string, string> = {}): AppConfig {
  const secret = () => randomBytes(32).toString('base64url');
  const base = { NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', JWT_SECRET: secret(), REFRESH_TOKEN_SECRET: secret() };
  return loadConfig({ ...base, ...variables }, '/dev/null').config;
}
