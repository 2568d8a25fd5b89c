import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { searchTextOf } from '../src/tasks/text-forms.js';
import { TASK_SELECTED } from '../src/tasks/task-columns.js';
import type { Task } from '../src/tasks/task.entity.js';
import { toTaskResponse } from '../src/tasks/task-presenter.js';

/**
 * The least that could answer the same requests: `node:http`, `pg` with named statements, an HMAC over the token, the
 * same SQL and the same bytes. No framework, no validation, no walls. What the application is measured against.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: Number(process.env.DATABASE_POOL_SIZE) });
const secret = process.env.JWT_SECRET ?? '';
/** What the application's answers bear as well. */
const HEADERS = JSON.parse(process.env.FLOOR_HEADERS ?? '{}') as Record<string, string>;

const LIVE = 'user_id = $1 AND deleted_at IS NULL';
const SEQUENCE = { name: 'sequence', text: 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1' };
const LIST = {
  name: 'list',
  text: `SELECT ${TASK_SELECTED} FROM tasks WHERE ${LIVE} ORDER BY created_at DESC, id DESC LIMIT 21`,
};
const AFTER = {
  name: 'after',
  text: `SELECT ${TASK_SELECTED} FROM tasks WHERE ${LIVE} AND (created_at, id) < ($2::timestamptz, $3::uuid) ORDER BY created_at DESC, id DESC LIMIT 21`,
};
const SEARCH = {
  name: 'search',
  text: `SELECT ${TASK_SELECTED} FROM tasks WHERE ${LIVE} AND search_text LIKE $2 ORDER BY created_at DESC, id DESC LIMIT 21`,
};
const GET = { name: 'get', text: `SELECT ${TASK_SELECTED} FROM tasks WHERE ${LIVE} AND id = $2` };
const NEXT = {
  name: 'next',
  text: 'UPDATE task_sequences SET last_version = last_version + 1, task_count = task_count + $2 WHERE user_id = $1 RETURNING last_version',
};
const INSERT = {
  name: 'insert',
  text: `INSERT INTO tasks (user_id, id, title, tags, search_text, version, created_at, updated_at)
    VALUES ($1, $2, $3, '{}', $4, $5, $6, $6) RETURNING ${TASK_SELECTED}`,
};
const PATCH = {
  name: 'patch',
  text: `UPDATE tasks SET title = $3, search_text = $4, version = $5, updated_at = $6 WHERE ${LIVE} AND id = $2 RETURNING ${TASK_SELECTED}`,
};

function userOf(req: IncomingMessage): string | undefined {
  const [header, payload, signature] = (req.headers.authorization ?? '').slice('Bearer '.length).split('.');
  if (signature === undefined) return undefined;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as { sub: string; exp: number };
  return claims.exp * 1000 > Date.now() ? claims.sub : undefined;
}

const rowsOf = async (statement: { name: string; text: string }, values: unknown[]) =>
  (await pool.query<Task>({ ...statement, values })).rows;

async function list(user: string, query: URLSearchParams, ifNoneMatch?: string): Promise<[number, string, string]> {
  const [sequence] = (await pool.query<{ last_version: string; task_count: string }>({ ...SEQUENCE, values: [user] }))
    .rows;
  const etag = `"${sequence?.last_version}-0123456789abcdef"`;
  if (ifNoneMatch === etag) return [304, '', etag];
  const cursor = query.get('cursor');
  const search = query.get('q');
  const rows = cursor
    ? await rowsOf(AFTER, [user, ...(JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[])])
    : search
      ? await rowsOf(SEARCH, [user, `%${search}%`])
      : await rowsOf(LIST, [user]);
  const items = rows.slice(0, 20).map((row) => toTaskResponse(row));
  const last = items.at(-1);
  const next_cursor =
    rows.length > 20 ? Buffer.from(JSON.stringify([last?.created_at, last?.id])).toString('base64url') : null;
  const body = {
    items,
    total: Number(sequence?.task_count),
    skip: 0,
    limit: 20,
    has_more: rows.length > 20,
    next_cursor,
  };
  return [200, JSON.stringify(body), etag];
}

async function write(work: (client: pg.PoolClient) => Promise<Task | undefined>): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const row = await work(client);
    await client.query('COMMIT');
    return row === undefined ? '' : JSON.stringify(toTaskResponse(row));
  } finally {
    client.release();
  }
}

async function next(client: pg.PoolClient, user: string, added: number): Promise<string | undefined> {
  return (await client.query<{ last_version: string }>({ ...NEXT, values: [user, added] })).rows[0]?.last_version;
}

const read = async (req: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as { title: string };
};

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '', 'http://floor');
  const user = userOf(req);
  if (user === undefined) return void res.writeHead(401).end();
  const id = url.pathname.split('/')[5];
  let status: number;
  let body = '';
  if (req.method === 'GET' && id === undefined) {
    const [code, text, etag] = await list(user, url.searchParams, req.headers['if-none-match']);
    status = code;
    body = text;
    res.setHeader('ETag', etag);
  } else if (req.method === 'GET') {
    const [row] = await rowsOf(GET, [user, id]);
    status = row === undefined ? 404 : 200;
    if (row !== undefined) body = JSON.stringify(toTaskResponse(row));
  } else {
    const { title } = await read(req);
    const now = new Date();
    const search = searchTextOf(title, null);
    status = id === undefined ? 201 : 200;
    body = await write(async (client) => {
      const version = await next(client, user, id === undefined ? 1 : 0);
      if (id === undefined)
        return (await client.query<Task>({ ...INSERT, values: [user, randomUUID(), title, search, version, now] }))
          .rows[0];
      return (await client.query<Task>({ ...PATCH, values: [user, id, title, search, version, now] })).rows[0];
    });
  }
  if (status === 304) return void res.writeHead(304, HEADERS).end();
  res.writeHead(status, {
    ...HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  res.end(body);
}

createServer((req, res) => {
  answer(req, res).catch((error: unknown) => {
    console.error(error);
    res.writeHead(500).end();
  });
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
