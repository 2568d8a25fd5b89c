import { getRepositoryToken } from '@nestjs/typeorm';
import { AuditService } from '../../src/audit/audit.service.js';
import { Metrics } from '../../src/common/metrics.js';
import { Database } from '../../src/database/database.service.js';
import type { Transaction } from '../../src/database/transaction.js';
import { Task } from '../../src/tasks/task.entity.js';
import { User } from '../../src/users/user.entity.js';
import type { TestUser } from '../support/api-client.js';
import { behind } from '../support/behind.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('a transaction', () => {
  let app: TestApp;
  let ada: TestUser;
  let database: Database;
  const counted: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    ada = await app.api.newUser('ada');
    database = app.nest.get(Database);
    const metrics = app.nest.get(Metrics);
    const count = metrics.auditEvent.bind(metrics);
    metrics.auditEvent = (event, outcome, reason) => {
      counted.push(event);
      count(event, outcome, reason);
    };
  });
  beforeEach(() => void counted.splice(0));
  afterAll(() => app.close());

  const renamed = (fullName: string) => (tx: Transaction) => tx.manager.update(User, { id: ada.id }, { fullName });
  const nameOf = async () =>
    (await behind<{ full_name: string }>(app, 'SELECT full_name FROM users WHERE id = $1', [ada.id]))[0]?.full_name;
  const exported = () => behind(app, `SELECT 1 FROM audit_events WHERE event = 'user.exported'`);
  const record = (tx: Transaction) => app.nest.get(AuditService).record(tx, { event: 'user.exported', userId: ada.id });
  const serializationFailure = (tx: Transaction) =>
    tx.query(`DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'; END $$`);

  it('that is run again counts an event once, as there is one row', async () => {
    const before = (await exported()).length;
    let attempts = 0;
    await database.asOwner(ada.id, async (tx) => {
      await record(tx);
      if (++attempts < 3) await serializationFailure(tx);
    });
    expect(attempts).toBe(3);
    expect((await exported()).length).toBe(before + 1);
    expect(counted).toEqual(['user.exported']);
  });

  it('that is rolled back counts none, as there is no row', async () => {
    const before = (await exported()).length;
    const failing = database.asOwner(ada.id, async (tx) => {
      await record(tx);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect((await exported()).length).toBe(before);
    expect(counted).toEqual([]);
  });

  it('does what waits for its commit after it, in order', async () => {
    const seen: (string | undefined)[] = [];
    let committed: Promise<void> | undefined;
    await database.asOwner(ada.id, async (tx) => {
      await renamed('After')(tx);
      tx.afterCommit(() => void seen.push('first'));
      tx.afterCommit(() => void (committed = nameOf().then((name) => void seen.push(name))));
      seen.push('within');
    });
    await committed;
    expect(seen).toEqual(['within', 'first', 'After']);
  });

  it('of TypeORM within ours is a savepoint: ours goes on, keeps its scope, and can still be undone', async () => {
    await database.asOwner(ada.id, renamed('Before'));
    const scopeOf = async (tx: Transaction) =>
      (await tx.query<{ scope: string }>(`SELECT current_setting('app.user_id') AS scope`))[0]?.scope;
    const failing = database.asOwner(ada.id, async (tx) => {
      await tx.manager.transaction((inner) => inner.update(User, { id: ada.id }, { fullName: 'Inside' }));
      expect(await scopeOf(tx)).toBe(ada.id);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await nameOf()).toBe('Before');
    await database.asOwner(ada.id, async (tx) => {
      await renamed('Outside')(tx);
      const inner = tx.manager.transaction(async (manager) => {
        await manager.update(User, { id: ada.id }, { fullName: 'Inside' });
        throw new Error('only the inner');
      });
      await expect(inner).rejects.toThrow('only the inner');
    });
    expect(await nameOf()).toBe('Outside');
  });

  it('is the only way to rows: there is no repository to inject', () => {
    expect(() => app.nest.get<unknown>(getRepositoryToken(Task) as string, { strict: false })).toThrow(
      /could not find/,
    );
  });
});
