/** @no-pooler what is counted */
import { jest } from '@jest/globals';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { useDatabase, usePrograms } from '../support/fixtures.js';
import { newFolder, type Program } from '../support/process.js';
import { testSecrets } from '../support/test-config.js';

jest.setTimeout(90_000);

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

/** What a collector is to us: it takes OTLP as JSON over HTTP. */
class Collector {
  readonly spans: Span[] = [];
  readonly services = new Set<string | undefined>();
  /** Everything that came, byte for byte. */
  received = '';
  private readonly server: Server;

  constructor() {
    this.server = createServer((req, res) => {
      let body = '';
      req.on('data', (chunk: Buffer) => (body += chunk.toString()));
      req.on('end', () => {
        this.received += JSON.stringify(req.headers) + body;
        if (req.url === '/v1/traces') this.take(body);
        res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private take(body: string): void {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { resource: Pick<Span, 'attributes'>; scopeSpans: { spans: Span[] }[] }[];
    };
    for (const { resource, scopeSpans } of resourceSpans) {
      this.services.add(resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue);
      for (const { spans } of scopeSpans) this.spans.push(...spans);
    }
  }
}

const attributesOf = (span: Span) =>
  Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

describe('traces', () => {
  const folder = newFolder();
  const collector = new Collector();
  const database = useDatabase();
  const startOne = usePrograms();
  afterAll(() => {
    collector.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (env: Record<string, string>) =>
    startOne({ DATA_DIR: folder, SHUTDOWN_DELAY_MS: '0', ...database.env, ...testSecrets(), ...env });
  const stop = async (program: Program) => {
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  };
  const json = { 'content-type': 'application/json' };
  const register = (url: string, name: string) =>
    fetch(`${url}/api/v1/auth/register`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({
        email: `${name}@example.org`,
        username: name,
        full_name: name,
        password: 'a quiet harbour at dawn',
      }),
    });

  it('load nothing of their library where no collector is named, and not that of the metrics either', async () => {
    /** V8 writes down every script that it compiled. */
    const scriptsOf = async (env: Record<string, string>) => {
      const directory = newFolder();
      const program = start({ ...env, NODE_V8_COVERAGE: directory });
      await program.ready;
      await stop(program);
      const scripts = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
      rmSync(directory, { recursive: true });
      return scripts.join('\n');
    };
    const without = await scriptsOf({});
    expect(without).toContain('node_modules/pino/');
    expect(without).not.toMatch(/node_modules\/(@opentelemetry\/(?!api\/)|prom-client)\//);
    const withBoth = await scriptsOf({ METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
    expect(withBoth).toMatch(/node_modules\/@opentelemetry\/sdk-trace-node\//);
    expect(withBoth).toMatch(/node_modules\/prom-client\//);
  });

  it('follow a request from its caller to the database, and are all there when the program has ended', async () => {
    const program = start({
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(),
    });
    const url = await program.ready;
    const [traceId, parentId] = ['4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7'];
    await register(url, 'traced');
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ username: 'traced', password: 'a quiet harbour at dawn' }),
    });
    const { access_token } = (await login.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${access_token}`, traceparent: `00-${traceId}-${parentId}-01` };
    expect((await fetch(`${url}/api/me/tasks?q=never-tell&limit=7`, { headers })).status).toBe(200);
    await fetch(`${url}/never-tell/x?never-tell=1`);
    await stop(program);

    const requests = collector.spans.filter((span) => span.parentSpanId === parentId);
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request).toMatchObject({ traceId, name: 'GET /api/v1/:user_id/tasks' });
    expect(attributesOf(request!)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/v1/:user_id/tasks',
      'http.response.status_code': 200,
    });
    const within = collector.spans.filter((span) => span.parentSpanId === request!.spanId);
    expect(within.length).toBeGreaterThan(0);
    for (const span of within)
      expect([span.traceId, span.name, attributesOf(span)]).toEqual([
        traceId,
        'transaction',
        { 'db.system.name': 'postgresql' },
      ]);
    expect(collector.spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['POST /api/v1/auth/login', 'GET unmatched']),
    );
    // What the program does by itself, once a second, is no request's.
    expect(collector.spans.filter(({ name, parentSpanId }) => name === 'transaction' && !parentSpanId)).toEqual([]);
    expect(collector.services).toEqual(new Set(['taskward']));
    for (const secret of ['never-tell', access_token, 'quiet harbour', 'traced@example.org', 'SELECT'])
      expect(collector.received).not.toContain(secret);

    const line = program
      .output()
      .split('\n')
      .find((text) => text.includes(traceId));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ trace_id: traceId, route: '/api/v1/:user_id/tasks', status: 200 });
  });

  it('harm no request and no stop while the collector does not answer', async () => {
    // It takes connections and says nothing.
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const program = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    const url = await program.ready;
    const begin = performance.now();
    for (let i = 0; i < 200; i++) expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await register(url, 'untraced')).status).toBe(201);
    expect(performance.now() - begin).toBeLessThan(8_000);
    const stopping = performance.now();
    await stop(program);
    expect(performance.now() - stopping).toBeLessThan(9_000);
    silent.closeAllConnections();
    silent.close();
  });
});
