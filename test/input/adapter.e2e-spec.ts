import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { createApp } from '../../src/server/create-app.js';
import { testConfig } from '../support/test-config.js';

describe('the application', () => {
  const module = () => AppModule.forRoot(testConfig({ DATABASE_URL: 'postgres://app:x@127.0.0.1:1/taskward' }));

  it('on an adapter that is not ours is refused in a sentence: it would lack its headers, its ids and its log', async () => {
    const app = createApp((_adapter, options) =>
      NestFactory.create<NestExpressApplication>(module(), new ExpressAdapter(), { ...options, logger: false }),
    );
    await expect(app).rejects.toThrow('Taskward needs its own HTTP adapter');
  });

  it.each([{ httpsOptions: {} }, { return503OnClosing: true }, { forceCloseConnections: true }])(
    'refuses %j, which its server would not obey',
    async (more) => {
      const app = createApp((adapter, options) =>
        NestFactory.create<NestExpressApplication>(module(), adapter, {
          ...options,
          ...more,
          logger: false,
          abortOnError: false,
        }),
      );
      await expect(app).rejects.toThrow(`Taskward's HTTP adapter does not have the option ${Object.keys(more)[0]}`);
    },
  );
});
