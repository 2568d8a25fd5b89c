import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { TestApp } from './test-app.js';

export interface SentStatement {
  text: string;
  parameters: unknown[];
  /** For one user alone: jobs, counters and searches for accounts are not. */
  forUser: boolean;
}

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
  const sent = await recordStatements(app, work);
  return sent.filter(({ forUser }) => forUser || !forUsers).map(({ text }) => text);
}

/** The same, with what they were sent for. */
export async function recordStatements(app: TestApp, work: () => Promise<unknown>): Promise<SentStatement[]> {
  const { master } = app.nest.get(DataSource).driver as unknown as { master: { Client: { prototype: pg.Client } } };
  const prototype = master.Client.prototype as unknown as { query: (query: unknown, ...rest: unknown[]) => unknown };
  const original = prototype.query;
  const sent: SentStatement[] = [];
  const settings = new Map<unknown, { user: string; scope: string }>();
  const isForUser = (client: unknown, text: string) => {
    const before = text.startsWith('BEGIN') ? undefined : settings.get(client);
    const now = {
      user: lastSet('app.user_id', text) ?? before?.user ?? '',
      scope: lastSet('app.scope', text) ?? before?.scope ?? '',
    };
    settings.set(client, now);
    return now.user !== '' && now.scope === '';
  };
  prototype.query = function (query, ...rest) {
    const { text, values } = typeof query === 'string' ? { text: query, values: rest[0] } : (query as pg.QueryConfig);
    if (text !== undefined)
      sent.push({ text, parameters: Array.isArray(values) ? values : [], forUser: isForUser(this, text) });
    return original.call(this, query, ...rest);
  };
  try {
    await work();
  } finally {
    prototype.query = original;
  }
  return sent;
}

const lastSet = (name: string, text: string) => [...text.matchAll(new RegExp(`${name} = '([^']*)'`, 'g'))].at(-1)?.[1];
