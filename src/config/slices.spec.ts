import type { AppConfig } from './app-config.js';
import { environmentSchema } from './environment.js';
import { MailConfig, sliceOf, SLICES } from './slices.js';

const REFRESH = ['AuthLimitsConfig', 'DerivedKeysConfig', 'RecoveryConfig', 'SessionsConfig'];

describe('a slice of the configuration', () => {
  it.each([
    ['JWT_SECRET', ['AccessTokensConfig']],
    ['JWT_PREVIOUS_SECRETS', ['AccessTokensConfig']],
    ['JWT_PRIVATE_KEY', ['AccessTokensConfig']],
    ['JWT_PREVIOUS_KEYS', ['AccessTokensConfig']],
    ['REFRESH_TOKEN_SECRET', REFRESH],
    ['REFRESH_TOKEN_PREVIOUS_SECRETS', REFRESH],
    ['DATABASE_URL', ['DatabaseConfig']],
    ['MIGRATION_DATABASE_URL', ['DatabaseConfig']],
    ['DATABASE_REPLICA_URL', ['DatabaseConfig']],
    ['SMTP_URL', ['MailConfig']],
  ] as const)('has %s only as one of %j', (secret, allowed) => {
    const holders = SLICES.filter(({ variables }) => (variables as readonly string[]).includes(secret));
    expect(holders.map(({ name }) => name).sort()).toEqual(allowed);
  });

  it('has its own variables alone, and is frozen', () => {
    const names = Object.keys(environmentSchema.shape);
    const config = Object.fromEntries(names.map((name) => [name, `value of ${name}`])) as unknown as AppConfig;
    const mail = sliceOf(config, MailConfig);
    expect(Object.keys(mail)).toEqual(MailConfig.variables);
    expect(mail).toMatchObject({ SMTP_URL: 'value of SMTP_URL' });
    expect(Object.isFrozen(mail)).toBe(true);
  });
});
