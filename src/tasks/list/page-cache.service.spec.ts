import { TaskNewsService } from '../sync/task-news.service.js';
import { PageCacheService } from './page-cache.service.js';
import type { ListedPage } from './task-list.js';

const MIB = 1024 * 1024;

describe('the cache of pages', () => {
  const start = (PAGE_CACHE_MB = 1) => {
    const news = new TaskNewsService();
    return {
      news,
      cache: new PageCacheService({ REQUIRE_IF_MATCH: false, PUBLIC_PATH: '', PAGE_CACHE_MB }, news),
    };
  };
  const cached = (version: number, characters = 10) => ({
    tag: { version, query: 'q' },
    page: {
      tasks: ['x'.repeat(characters)],
      childCounts: { id: { open: 1, all: 2 } },
      total: 1,
      hasMore: false,
      hasPrevious: false,
      next: null,
      previous: null,
    } satisfies ListedPage,
  });

  it('keeps the pages of one version, and drops them with the first of another', () => {
    const { cache } = start();
    cache.put('ada', 'open', cached(1));
    cache.put('ada', 'all', cached(1));
    cache.put('bob', 'all', cached(7));
    expect(cache.find('ada', 'open')).toEqual(cached(1));
    cache.put('ada', 'all', cached(2));
    expect(cache.find('ada', 'open')).toBeUndefined();
    expect(cache.find('ada', 'all')?.tag.version).toBe(2);
    expect(cache.find('bob', 'all')?.tag.version).toBe(7);
  });

  it('drops those of an owner who writes', () => {
    const { cache, news } = start();
    cache.put('ada', 'all', cached(1));
    cache.put('bob', 'all', cached(1));
    news.publish('ada', 2);
    expect(cache.find('ada', 'all')).toBeUndefined();
    expect(cache.find('bob', 'all')).toBeDefined();
  });

  it('holds no more than it may: of each owner an eighth, of all together what is set', () => {
    const { cache } = start();
    const page = cached(1, MIB / 32);
    cache.put('ada', 'first', page);
    cache.put('ada', 'second', page);
    expect([cache.find('ada', 'first'), cache.find('ada', 'second')]).toEqual([undefined, page]);
    cache.put('ada', 'too large', cached(1, MIB / 16));
    expect(cache.find('ada', 'too large')).toBeUndefined();
    for (let n = 0; n < 100; n++) cache.put(`user ${n}`, 'all', page);
    const held = Array.from({ length: 100 }, (_, n) => cache.find(`user ${n}`, 'all')).filter(Boolean);
    expect(held.length).toBeGreaterThanOrEqual(14);
    expect(held.length).toBeLessThanOrEqual(16);
    expect(cache.find('user 99', 'all')).toEqual(page);
  });

  it('hands out nothing that can be changed', () => {
    const { cache } = start();
    cache.put('ada', 'all', cached(1));
    const { page } = cache.find('ada', 'all')!;
    expect(() => page.tasks.push('y')).toThrow(TypeError);
    expect(() => (page.total = 2)).toThrow(TypeError);
    expect(() => (page.childCounts!.id!.all = 9)).toThrow(TypeError);
    expect(() => (page.childCounts!.other = { open: 0, all: 0 })).toThrow(TypeError);
  });

  it('keeps nothing if it has no memory', () => {
    const { cache, news } = start(0);
    cache.put('ada', 'all', cached(1));
    news.publish('ada', 2);
    expect(cache.find('ada', 'all')).toBeUndefined();
  });
});
