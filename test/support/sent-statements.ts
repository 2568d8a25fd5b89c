import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { TestApp } from './test-app.js';

interface Options {
  /** Only what is sent for a user: jobs and counters send theirs whenever they are due. */
  forUsers?: boolean;
}

/** Every text that reaches the driver while `work` runs, in order. */
export async function sentStatements(
  app: TestApp,
  work: () => Promise<unknown>,
  { forUsers = false }: Options = {},
): Promise<string[]> {
  const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
  const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
  const original = prototype.query;
  const texts: string[] = [];
  const serveUsers = new Set<unknown>();
  prototype.query = function (query, ...rest) {
    const text = typeof query === 'string' ? query : (query as { text?: string }).text;
    if (text?.startsWith('BEGIN')) serveUsers.delete(this);
    if (text?.includes(`app.user_id = '`)) serveUsers.add(this);
    if (text !== undefined && (!forUsers || serveUsers.has(this))) texts.push(text);
    return original.call(this, query, ...rest);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return texts;
}
