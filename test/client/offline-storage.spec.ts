import 'fake-indexeddb/auto';
import type { TaskwardClient } from '../../client/src/client.js';
import { browserTokens } from '../../client/src/token-storage.js';
import { draftOf } from '../../client/src/offline/fields.js';
import { idbStorage, memoryStorage, type Offline, openOffline } from '../../client/src/offline/index.js';
import type { Change, Meta } from '../../client/src/offline/model.js';
import { within } from '../support/eventually.js';

const AT = '2026-12-01T09:30:00.000Z';
const task = (id: string, title = id): Change => ({ kind: 'tasksA', id, value: draftOf('ada', id, { title }, AT) });
const META: Meta = { nextSeq: 1, shown: 'tasksA', position: { version: 0 } };
const meta: Change = { kind: 'meta', id: '', value: META };

let databases = 0;

describe.each([
  ['IndexedDB', () => idbStorage(`contract ${++databases}`)],
  ['memory', memoryStorage],
])('a storage in %s', (_, open) => {
  it('has what was committed last, for each user apart', async () => {
    const storage = open();
    expect(await storage.load('ada')).toEqual({ revision: 0, records: [] });
    expect(await storage.commit('ada', 0, [task('a'), task('b'), meta])).toBe(true);
    expect(await storage.commit('ada', 1, [task('a', 'again'), { kind: 'tasksA', id: 'b' }])).toBe(true);
    expect(await storage.commit('adam', 0, [task('c')])).toBe(true);
    const { revision, records } = await storage.load('ada');
    expect(revision).toBe(2);
    expect(records).toHaveLength(2);
    expect(records).toEqual(
      expect.arrayContaining([expect.objectContaining(task('a', 'again')), expect.objectContaining(meta)]),
    );
    expect((await storage.load('adam')).records).toMatchObject([task('c')]);
    storage.close();
  });

  it('writes nothing on top of a revision that is not the last', async () => {
    const storage = open();
    const both = [storage.commit('ada', 0, [task('a'), meta]), storage.commit('ada', 0, [task('b'), meta])];
    expect((await Promise.all(both)).sort()).toEqual([false, true]);
    expect((await storage.load('ada')).records).toHaveLength(2);
    storage.close();
  });

  it('writes nothing where one of the records cannot be stored', async () => {
    const storage = open();
    const wrong = { kind: 'tasksA', id: 'b', value: { title: () => {} } } as unknown as Change;
    await expect(storage.commit('ada', 0, [task('a'), wrong])).rejects.toThrow(/could not be cloned/);
    expect(await storage.commit('ada', 0, [meta])).toBe(true);
    expect(await storage.load('ada')).toMatchObject({ revision: 1, records: [meta] });
    storage.close();
  });

  it('is not changed by what is done to the records afterwards', async () => {
    const storage = open();
    const value = draftOf('ada', 'a', { title: 'a' }, AT);
    await storage.commit('ada', 0, [{ kind: 'tasksA', id: 'a', value }]);
    value.title = 'changed';
    expect((await storage.load('ada')).records).toMatchObject([task('a')]);
    storage.close();
  });
});

/** A user without a network. */
const client: TaskwardClient = {
  userId: () => Promise.resolve('ada'),
  onSessionChange: () => () => {},
  request: () => Promise.reject(new TypeError('fetch failed')),
};

describe('a connection to IndexedDB', () => {
  const deleteDatabase = (name: string) =>
    new Promise<string>((done) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => done('deleted');
      request.onblocked = () => done('blocked');
    });

  it('makes way, and is opened again', async () => {
    const storage = idbStorage('way');
    await storage.commit('ada', 0, [task('a')]);
    expect(await deleteDatabase('way')).toBe('deleted');
    const [stored, isCommitted] = await Promise.all([storage.load('ada'), storage.commit('ada', 0, [task('b')])]);
    expect([stored.revision, isCommitted]).toEqual([0, true]);
    storage.close();
  });

  it('makes way where it holds a session', async () => {
    const tokens = browserTokens();
    await tokens.set('key', 'a');
    expect(await deleteDatabase('taskward-session')).toBe('deleted');
    expect(await tokens.get('key')).toBeUndefined();
    await tokens.set('key', 'b');
    expect(await tokens.get('key')).toBe('b');
  });
});

describe('tabs that share a storage', () => {
  const tabs: Offline[] = [];
  const openTab = async (name: string) => {
    const tab = await openOffline({ client, storage: idbStorage(name), online: false });
    tabs.push(tab);
    return tab;
  };
  afterEach(async () => {
    for (const tab of tabs.splice(0)) await tab.close();
  });

  it('show what any of them writes, and lose nothing where they write at once', async () => {
    const [one, two] = [await openTab('tabs'), await openTab('tabs')];
    const writes = Array.from({ length: 10 }, (_, i) => [one, two][i % 2]!.create({ title: `${i}` }));
    const seqs = (await Promise.all(writes)).map(({ seq }) => seq);
    expect(new Set(seqs).size).toBe(10);
    const titles = (tab: Offline) =>
      tab
        .tasks()
        .map(({ title }) => title)
        .sort();
    await within(2_000, () => expect(titles(one)).toEqual(titles(two)));
    expect(titles(one)).toHaveLength(10);
    expect(one.unsent()).toBe(10);
  });

  it('join changes of a task that two of them make, and find all again', async () => {
    const [one, two] = [await openTab('joined'), await openTab('joined')];
    const { id } = await one.create({ title: 'one' });
    await within(2_000, () => expect(two.task(id)).toBeDefined());
    await Promise.all([one.patch(id, { completed: true }), two.patch(id, { title: 'two' })]);
    const again = await openTab('joined');
    expect(again.unsent()).toBe(1);
    expect(again.task(id)).toMatchObject({ title: 'two', completed: true });
  });

  it('take what they are given as it is now, also out of a proxy', async () => {
    const one = await openTab('copies');
    const form = { title: 'A', tags: ['x'] };
    const created = one.create(new Proxy(form, {}));
    form.title = 'B';
    form.tags.push('y');
    const { id } = await created;
    expect(one.task(id)).toMatchObject({ title: 'A', tags: ['x'] });
    const change = { extra: { m: 1 } };
    const patched = await one.patch(id, { extra: new Proxy(change.extra, {}) });
    change.extra.m = 2;
    expect(one.task(id)?.extra).toEqual({ m: 1 });
    await one.undo({ ...patched, inverse: new Proxy(patched.inverse, {}) });
    expect((await openTab('copies')).task(id)).toMatchObject({ title: 'A', extra: null });
  });

  it('give the same array until something changes', async () => {
    const one = await openTab('stable');
    await one.create({ title: 'one' });
    const [tasks, conflicts] = [one.tasks(), one.conflicts()];
    expect(one.tasks()).toBe(tasks);
    expect(one.conflicts()).toBe(conflicts);
    const heard: number[] = [];
    const stop = one.subscribe(() => heard.push(one.tasks().length));
    await one.create({ title: 'two' });
    expect(one.tasks()).not.toBe(tasks);
    expect(one.conflicts()).toBe(conflicts);
    stop();
    await one.create({ title: 'three' });
    expect(heard).toEqual([2]);
  });
});
