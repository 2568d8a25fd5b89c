import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { Problem } from './common/problem.js';
import { loadConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { Database } from './database/database.service.js';
import { withDatabase } from './database/embedded/embedded-server.js';

/** Does the work with an application on the database that is configured, and ends the process with the code it returns. */
export async function runCommand(work: (app: INestApplicationContext) => Promise<number>): Promise<never> {
  let stop = async () => {};
  try {
    const { config: given } = loadConfig();
    const database = await withDatabase(given, console.log);
    stop = database.stop;
    const app = await NestFactory.createApplicationContext(AppModule.forRoot(database.config), {
      logger: ['warn', 'error'],
      abortOnError: false,
    });
    await app.get(Database).connect();
    if (!(await app.get(Database).isReachable()))
      throw new StartupError('Start again when the database can be reached.');
    process.exitCode = await work(app);
    await app.close();
  } catch (error) {
    process.exitCode = 1;
    console.error(explain(error));
  } finally {
    await stop();
  }
  process.exit();
}

function explain(error: unknown): unknown {
  if (error instanceof Problem)
    return [
      `${error.message}`,
      ...(error.errors ?? []).map((fault) => `  ${fault.pointer.slice(1)} ${fault.detail}`),
    ].join('\n');
  return error instanceof StartupError ? error.message : error;
}
