import type { NestApplicationOptions } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Database } from '../database/database.service.js';
import { buildPipeline } from './pipeline.js';
import { TaskwardExpressAdapter } from './taskward-express.adapter.js';

/** Bodies are read by the guards, when the head of the request is accepted. */
const OPTIONS: NestApplicationOptions = { bodyParser: false };

/** Makes the Nest application with the adapter and the options that it is given. */
type Create = (
  adapter: TaskwardExpressAdapter,
  options: NestApplicationOptions,
) => NestExpressApplication | Promise<NestExpressApplication>;

/**
 * Sets up the HTTP side around an application, connected to its database (or trying to be), ready to listen. The program
 * and the tests use it, and differ in how they create the application.
 *
 * @throws Error if the application was created with another adapter: it would lack its headers, its ids and its log.
 */
export async function createApp(create: Create): Promise<NestExpressApplication> {
  const adapter = new TaskwardExpressAdapter();
  const app = await create(adapter, OPTIONS);
  try {
    if (app.getHttpAdapter() !== (adapter as unknown))
      throw new Error('Taskward needs its own HTTP adapter: create the application with the one that is given.');
    await buildPipeline(app, adapter);
    await app.get(Database).connect();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}
