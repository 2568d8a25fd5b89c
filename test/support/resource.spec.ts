import { type Hooks, useResource } from './resource.js';

describe('useResource', () => {
  it('closes the last first, and hinders nothing by what could not start', async () => {
    const befores: (() => Promise<void>)[] = [];
    const afters: (() => Promise<void>)[] = [];
    const hooks = [(hook: never) => befores.push(hook), (hook: never) => afters.push(hook)] as unknown as Hooks;
    const happened: string[] = [];
    const resource = (name: string) => () => {
      happened.push(`start ${name}`);
      return Promise.resolve(() => happened.push(`close ${name}`));
    };
    useResource(resource('database'), hooks);
    useResource(() => Promise.reject(new Error('no port is free')), hooks);
    useResource(resource('app'), hooks);

    const outcomes = await Promise.allSettled(befores.map((before) => before()));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    for (const after of afters) await after();
    expect(happened).toEqual(['start database', 'start app', 'close app', 'close database']);
  });

  it('closes what an outer block started only after that block, also where the inner one never began', async () => {
    const hooksOf = (list: (() => Promise<void>)[]) =>
      [(hook: never) => list.push(hook), (hook: never) => list.push(hook)] as unknown as Hooks;
    const outer: (() => Promise<void>)[] = [];
    const inner: (() => Promise<void>)[] = [];
    const closed: string[] = [];
    useResource(() => Promise.resolve(() => closed.push('outer')), hooksOf(outer));
    useResource(() => Promise.resolve(() => closed.push('inner')), hooksOf(inner));

    await outer[0]!();
    await inner[1]!();
    expect(closed).toEqual([]);
    await outer[1]!();
    expect(closed).toEqual(['outer']);
  });
});
