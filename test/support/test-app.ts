import type { Type } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { AddressInfo } from 'node:net';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/server/create-app.js';
import { HashCost } from '../../src/auth/passwords/password-hasher.service.js';
import { Clock } from '../../src/common/clock.js';
import { ApiClient } from './api-client.js';
import { applicationUrl, cloneDatabase, testServer, urlOf } from './harness.js';
import type { TestMailServer } from './smtp.js';
import { TestClock } from './test-clock.js';
import { testConfig, testSecrets } from './test-config.js';

/** argon2id at its cheapest: the code path of production without its price. */
const TEST_HASH_COST: HashCost = { memoryCost: 64, timeCost: 1 };

export interface TestAppOptions {
  env?: Record<string, string>;
  /** A running mail server that gets its mail. */
  mail?: TestMailServer;
  /** A running instance to be a second one of: on its database, with its secrets, by its clock. */
  beside?: TestApp;
  /** What the application connects as: with a single role it is the owner, and row-level security does not bind a superuser. */
  role?: 'application' | 'owner' | 'superuser';
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Modules of the application whose routes are registered before those of all others. */
  first?: Type[];
}

/** A running instance of the real application on a database of its own. */
export interface TestApp {
  nest: NestExpressApplication;
  api: ApiClient;
  /** The variables that it was started with. */
  env: Record<string, string>;
  clock: TestClock;
  url: string;
  database: string;
  /** Connection strings to the app's database, past any pooler, for looking behind its back. */
  ownerUrl: string;
  appUrl: string;
  adminUrl: string;
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts an instance; if that fails, nothing of it is left. Most specs want {@link useTestApp} from `fixtures.ts`. */
export async function startTestApp({
  env: given = {},
  mail,
  beside,
  role = 'application',
  override = (builder) => builder,
  first = [],
}: TestAppOptions = {}): Promise<TestApp> {
  const server = testServer();
  const clone = beside === undefined ? await cloneDatabase() : undefined;
  const database = clone?.name ?? beside!.database;
  const ownerUrl = urlOf(server, server.owner, database);
  const adminUrl = new URL(server.adminUrl);
  adminUrl.pathname = `/${database}`;
  const env = {
    ...testSecrets(),
    DATABASE_URL: {
      application: applicationUrl(server, database),
      owner: ownerUrl,
      superuser: adminUrl.href,
    }[role],
    MIGRATION_DATABASE_URL: ownerUrl,
    DATABASE_POOL_SIZE: '5',
    ...beside?.env,
    ...(mail && { SMTP_URL: mail.url }),
    ...given,
  };
  const clock = beside?.clock ?? new TestClock();
  let nest: NestExpressApplication | undefined;
  const close = async () => {
    await nest?.close();
    await clone?.drop();
  };
  try {
    const builder = Test.createTestingModule({ imports: [...first, AppModule.forRoot(testConfig(env))] })
      .overrideProvider(HashCost)
      .useValue(TEST_HASH_COST)
      .overrideProvider(Clock)
      .useValue(clock);
    const module = await override(builder).compile();
    nest = await createApp((adapter, options) =>
      module.createNestApplication<NestExpressApplication>(adapter, { ...options, logger: false }),
    );
    await nest.listen(0, '127.0.0.1');
    const url = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
    return {
      nest,
      env,
      clock,
      url,
      ownerUrl,
      appUrl: urlOf(server, server.application, database),
      adminUrl: adminUrl.href,
      database,
      api: new ApiClient(nest, url),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
