import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { configureApp } from '../../src/app.setup.js';
import { testConfig } from '../support/test-config.js';

describe('the application on an adapter that is not ours', () => {
  it('is refused in a sentence: it would lack its headers, its ids and its log', async () => {
    const config = testConfig({ DATABASE_URL: 'postgres://app:x@127.0.0.1:1/taskward' });
    const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), new ExpressAdapter(), {
      logger: false,
    });
    await expect(configureApp(app)).rejects.toThrow('Taskward needs its own HTTP adapter');
    await app.close();
  });
});
