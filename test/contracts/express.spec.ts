import express, { type Express } from 'express';
import { createServer, METHODS, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demand } from './demand.js';

interface Layer {
  match?: (path: string) => unknown;
  route?: { path?: unknown; methods?: Record<string, boolean> };
}

const stackOf = (app: Express) => (app as unknown as { router?: { stack?: Layer[] } }).router?.stack;

/** The body of the answer to one request. */
async function ask(listener: RequestListener, path: string): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  const text = await response.text();
  server.closeAllConnections();
  server.close();
  return text;
}

describe('Express', () => {
  it('tells its routes, in order, with path and methods (allowed-methods.ts, route-order.ts)', () => {
    const app = express();
    app.get('/a/:id', () => {});
    app.all('/b', () => {});
    const stack = stackOf(app);
    demand(Array.isArray(stack), 'Express no longer has app.router.stack');
    demand(typeof stack?.[0]?.match === 'function', 'Express no longer has app.router.stack[].match');
    demand(Boolean(stack?.[0]?.match?.('/a/1')), 'Express no longer finds a path with app.router.stack[].match(path)');
    demand(!stack?.[0]?.match?.('/b'), 'Express now matches every path with app.router.stack[].match(path)');
    demand(stack?.[0]?.route?.path === '/a/:id', 'Express no longer has app.router.stack[].route.path');
    demand(stack?.[0]?.route?.methods?.get === true, 'Express no longer has app.router.stack[].route.methods');
  });

  it('compares a request with the routes in the order of app.router.stack (route-order.ts)', async () => {
    const app = express();
    app.get('/:id', (_req, res) => void res.send('any'));
    app.get('/exact', (_req, res) => void res.send('exact'));
    stackOf(app)?.reverse();
    demand(
      (await ask(app, '/exact')) === 'exact',
      'Express no longer asks its routes in the order of app.router.stack',
    );
  });

  it('gives requests and responses the prototypes app.request and app.response (taskward-express.adapter.ts)', async () => {
    const app = express();
    app.get('/', (req, res) => {
      const both =
        Object.getPrototypeOf(req) === app.request && Object.getPrototypeOf(res) === (app.response as unknown);
      res.send(String(both));
    });
    demand((await ask(app, '/')) === 'true', 'Express no longer gives requests the prototype app.request');
  });

  it('keeps req.originalUrl and res.locals where they are set already (request-path.ts, pipeline.ts)', async () => {
    const app = express();
    app.get('/b', (req, res) => void res.send(`${req.originalUrl} ${String(res.locals.mine)}`));
    const answer = await ask((req, res) => {
      Object.assign(req, { originalUrl: '/a', url: '/b' });
      Object.assign(res, { locals: { mine: true } });
      (app as RequestListener)(req, res);
    }, '/a');
    demand(answer === '/a true', `Express no longer keeps req.originalUrl and res.locals: ${answer}`);
  });

  it('names fewer methods in a route of its own than Node has (allowed-methods.ts)', () => {
    const app = express();
    app.all('/b', () => {});
    const { methods = {} } = stackOf(app)?.[0]?.route ?? {};
    demand(
      methods._all === true || Object.keys(methods).length >= METHODS.length,
      'Express no longer tells a route for all methods by its list of methods',
    );
  });
});
