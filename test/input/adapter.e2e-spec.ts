/** @no-pooler rules; its statements are of kinds that others send through one */
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/server/create-app.js';
import { TaskwardExpressAdapter } from '../../src/server/taskward-express.adapter.js';
import { testConfig } from '../support/test-config.js';

describe('the application on an adapter that is not ours', () => {
  it('is refused in a sentence: it would lack its headers, its ids and its log', async () => {
    const config = testConfig({ DATABASE_URL: 'postgres://app:x@127.0.0.1:1/taskward' });
    const app = createApp((_adapter, options) =>
      NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), new ExpressAdapter(), {
        ...options,
        logger: false,
      }),
    );
    await expect(app).rejects.toThrow('Taskward needs its own HTTP adapter');
  });
});

describe('the adapter', () => {
  it('closes the connections of clients that are too slow, or silent', () => {
    const adapter = new TaskwardExpressAdapter();
    adapter.initHttpServer({});
    expect(adapter.getHttpServer()).toMatchObject({
      headersTimeout: 15_000,
      requestTimeout: 30_000,
      timeout: 60_000,
      keepAliveTimeout: 65_000,
    });
  });

  it.each([{ httpsOptions: {} }, { return503OnClosing: true }, { forceCloseConnections: true }])(
    'refuses %j, which its server would not obey',
    (options) =>
      expect(() => new TaskwardExpressAdapter().initHttpServer(options)).toThrow(
        `Taskward's HTTP adapter does not have the option ${Object.keys(options)[0]}`,
      ),
  );
});
