import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

export interface DevelopmentSecrets {
  JWT_SECRET: string;
  REFRESH_TOKEN_SECRET: string;
  POSTGRES_PASSWORD: string;
  OWNER_PASSWORD: string;
  APP_PASSWORD: string;
}

/** Made on the first call and kept in `secrets.json` under `dataDir`, readable by its owner alone. */
export function developmentSecrets(dataDir: string): DevelopmentSecrets {
  const file = join(dataDir, 'secrets.json');
  const secret = () => randomBytes(32).toString('base64url');
  const made: DevelopmentSecrets = {
    JWT_SECRET: secret(),
    REFRESH_TOKEN_SECRET: secret(),
    POSTGRES_PASSWORD: secret(),
    OWNER_PASSWORD: secret(),
    APP_PASSWORD: secret(),
  };
  try {
    mkdirSync(dataDir, { recursive: true });
    // 'wx' fails if the file exists, so that two processes that start at once have the same secrets.
    writeFileSync(file, JSON.stringify(made, null, 2) + '\n', { mode: 0o600, flag: 'wx' });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new StartupError(
        `The data folder ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code}). ` +
          'Make it writable for this user, or set DATA_DIR to another folder.',
      );
    }
  }
  try {
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as DevelopmentSecrets) };
  } catch {
    throw new StartupError(
      `${file} cannot be read. Make it readable for this user; if it is damaged, move it away and a new one is made ` +
        '(everyone has to log in again, and an embedded database needs its old passwords).',
    );
  }
}
