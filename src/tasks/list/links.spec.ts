import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import { linkHeader } from './links.js';
import type { ListedPage } from './task-list.js';

const header = (url: string, query: { skip?: number; limit?: number } = {}, page: Partial<ListedPage> = {}) =>
  linkHeader(
    url,
    { skip: 0, limit: 100, ...query } as ListTasksQuery,
    { next: null, previous: null, ...page } as ListedPage,
  );

describe('the Link header of a page', () => {
  it('names the first page alone where there is no other', () => {
    expect(header('/api/me/tasks')).toBe('</api/me/tasks>; rel="first"');
  });

  it('names the neighbours by their cursors', () => {
    expect(header('/api/me/tasks?limit=2', {}, { next: 'n', previous: 'p' })).toBe(
      '</api/me/tasks?limit=2>; rel="first", ' +
        '</api/me/tasks?limit=2&cursor=p>; rel="prev", ' +
        '</api/me/tasks?limit=2&cursor=n>; rel="next"',
    );
  });

  it.each([
    [100, 100, '</t?limit=100>; rel="first", </t?limit=100&skip=0>; rel="prev"'],
    [250, 100, '</t?limit=100>; rel="first", </t?limit=100&skip=150>; rel="prev"'],
    [5, 100, '</t?limit=100>; rel="first", </t?limit=100&skip=0>; rel="prev"'],
    [10_000, 1, '</t?limit=100>; rel="first", </t?limit=100&skip=9999>; rel="prev"'],
  ])('goes back from skip %d by a limit of %d', (skip, limit, links) => {
    expect(header(`/t?skip=${skip}&limit=100`, { skip, limit })).toBe(links);
  });

  it('takes the place of the request out, however often it is there', () => {
    expect(header('/t?cursor=a&cursor=b&skip=1&q=x', {}, { next: 'n' })).toBe(
      '</t?q=x>; rel="first", </t?q=x&cursor=n>; rel="next"',
    );
  });

  it.each([
    ['q=a%3Eb%3C%22c', 'q=a%3Eb%3C%22c'],
    ['q=a>b', 'q=a%3Eb'],
    ['q=%F0%9F%A6%86', 'q=%F0%9F%A6%86'],
    ['q=a+b', 'q=a+b'],
    ['q=a%20b', 'q=a+b'],
    ['tag=a&tag=b', 'tag=a&tag=b'],
    ['q=', 'q='],
    ['', ''],
    ['q=a?b&sort=title', 'q=a%3Fb&sort=title'],
    ['q=???', 'q=%3F%3F%3F'],
  ])('keeps the question: %j', (query, kept) => {
    const target = kept === '' ? '/t' : `/t?${kept}`;
    expect(header(`/t?${query}`)).toBe(`<${target}>; rel="first"`);
    expect(header(`/t?${query}`, {}, { next: 'n' })).toContain(`<${kept === '' ? '/t?' : `${target}&`}cursor=n>`);
  });
});
