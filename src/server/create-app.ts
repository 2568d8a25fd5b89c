import type { NestApplicationOptions } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Database } from '../database/database.service.js';
import { buildPipeline } from './pipeline.js';
import { TaskwardExpressAdapter } from './taskward-express.adapter.js';

/** The guards read bodies, once they accept the head (docs/decisions/0016). */
const OPTIONS: NestApplicationOptions = { bodyParser: false };

type Create = (
  adapter: TaskwardExpressAdapter,
  options: NestApplicationOptions,
) => NestExpressApplication | Promise<NestExpressApplication>;

/** An application ready to listen. @throws Error if it has another adapter: it would lack headers, ids and the log. */
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
