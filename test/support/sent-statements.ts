import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { TestApp } from './test-app.js';

/** Every text that reaches the driver while `work` runs, in order. */
export async function sentStatements(app: TestApp, work: () => Promise<unknown>): Promise<string[]> {
  const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
  const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
  const original = prototype.query;
  const texts: string[] = [];
  prototype.query = function (query, ...rest) {
    const text = typeof query === 'string' ? query : (query as { text?: string }).text;
    if (text !== undefined) texts.push(text);
    return original.call(this, query, ...rest);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return texts;
}
