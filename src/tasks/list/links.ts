import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import type { ListedPage } from './task-list.js';

/** The `Link` header of a page (RFC 8288). @param url path and query of the request, as the client sent them. */
export function linkHeader(url: string, { skip, limit }: ListTasksQuery, page: ListedPage): string {
  const links = [link(url, {}, 'first')];
  if (page.previous !== null) links.push(link(url, { cursor: page.previous }, 'prev'));
  else if (skip > 0) links.push(link(url, { skip: String(Math.max(0, skip - limit)) }, 'prev'));
  if (page.next !== null) links.push(link(url, { cursor: page.next }, 'next'));
  return links.join(', ');
}

function link(url: string, place: Record<string, string>, rel: string): string {
  const [, path = '', search = ''] = /^([^?]*)\??(.*)$/s.exec(url) ?? [];
  const parameters = new URLSearchParams(search);
  parameters.delete('skip');
  parameters.delete('cursor');
  for (const [name, value] of Object.entries(place)) parameters.set(name, value);
  const query = parameters.toString();
  return `<${path}${query && `?${query}`}>; rel="${rel}"`;
}
