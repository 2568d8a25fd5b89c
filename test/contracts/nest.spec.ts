import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TaskwardExpressAdapter } from '../../src/server/taskward-express.adapter.js';
import { routesOf, stackOf } from '../../src/server/allowed-methods.js';
import { demand } from './demand.js';

@Controller()
class Answers {
  @Get('json')
  json() {
    return { a: 1 };
  }

  @Get('nothing')
  nothing() {}
}

@Module({ controllers: [Answers] })
class AnswersModule {}

describe('Nest', () => {
  let app: NestExpressApplication;
  let servers = 0;
  let replies = 0;

  class CountingAdapter extends TaskwardExpressAdapter {
    override initHttpServer(...args: Parameters<TaskwardExpressAdapter['initHttpServer']>): void {
      servers++;
      super.initHttpServer(...args);
    }

    override reply(...args: Parameters<TaskwardExpressAdapter['reply']>): unknown {
      replies++;
      return super.reply(...args);
    }
  }

  beforeAll(async () => {
    const options = { logger: false as const, bodyParser: false };
    app = await NestFactory.create<NestExpressApplication>(AnswersModule, new CountingAdapter(), options);
    app.setGlobalPrefix('api', { exclude: ['nothing'] });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());

  it('makes its server with initHttpServer of the adapter, once, and listens on its httpServer', async () => {
    demand(servers === 1, `Nest calls initHttpServer ${servers} times where it called it once`);
    demand((app.getHttpServer() as { listening: boolean }).listening, 'Nest no longer listens on adapter.httpServer');
    let passed = 0;
    let kept = false;
    (app.getHttpAdapter() as unknown as TaskwardExpressAdapter).before = (req, res, next) => {
      passed++;
      const prototypes = [Object.getPrototypeOf(req), Object.getPrototypeOf(res)];
      res.once('finish', () => {
        kept = prototypes[0] === Object.getPrototypeOf(req) && prototypes[1] === Object.getPrototypeOf(res);
      });
      next();
    };
    await fetch(`${await app.getUrl()}/api/json`);
    demand(passed === 1, 'A request no longer passes the steps that stand before Express');
    demand(kept, 'Express gives a request another prototype than the one that it was made with');
  });

  it('answers what a handler returns with reply of the adapter', async () => {
    replies = 0;
    const answer = await (await fetch(`${await app.getUrl()}/api/json`)).text();
    demand(answer === '{"a":1}', `Nest no longer hands the object of a handler to the adapter: ${answer}`);
    await fetch(`${await app.getUrl()}/nothing`);
    demand(replies === 2, `Nest calls adapter.reply ${replies} times for two answers`);
    const { status } = await fetch(`${await app.getUrl()}/api/json`, { headers: { 'If-None-Match': '*' } });
    demand(status === 200, `An answer without an ETag is ${status} to If-None-Match: *, though the client has nothing`);
  });

  it('has its answer for unknown paths in routes for every method, which are no routes of ours', () => {
    const paths = routesOf(app.getHttpAdapter().getInstance()).map(({ route }) => route.path);
    demand(
      JSON.stringify(paths.sort()) === '["/api/json","/nothing"]',
      `Nest has routes that allowed-methods.ts takes for ours: ${paths.join(' ')}`,
    );
    demand(stackOf(app.getHttpAdapter().getInstance()).length > 2, 'Nest no longer has its routes in app.router.stack');
  });
});
