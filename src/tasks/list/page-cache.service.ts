import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { TasksConfig } from '../../config/slices.js';
import { TaskNewsService } from '../sync/task-news.service.js';
import type { ListTag } from './list-tag.js';
import type { ListedPage } from './task-list.js';

export interface CachedPage {
  tag: ListTag;
  page: ListedPage;
}

interface OwnersPages {
  version: number;
  bytes: number;
  /** By the hash of the query. */
  pages: Map<string, CachedPage>;
}

const MIB = 1024 * 1024;
/** Nobody takes more of the cache, so that one user with many lists does not push out all others. */
const LARGEST_SHARE = 1 / 8;
/** Some things change without a version: what a rebuild makes anew, and everything when an older database takes over. */
const LONGEST_MS = 60_000;
/** Of a page without its tasks. */
const OVERHEAD = 1_000;

/**
 * Pages of owners who have not written since, bounded in bytes. Nothing here is proof of being current: compare the tag
 * with the owner's version in the database, read as that owner (docs/decisions/0313).
 */
@Injectable()
export class PageCacheService {
  private readonly owners: LRUCache<string, OwnersPages> | undefined;
  private readonly largest: number;

  constructor({ PAGE_CACHE_MB }: TasksConfig, news: TaskNewsService) {
    const maxSize = PAGE_CACHE_MB * MIB;
    this.largest = maxSize * LARGEST_SHARE;
    if (maxSize === 0) return;
    const owners = new LRUCache<string, OwnersPages>({
      maxSize,
      sizeCalculation: ({ bytes }) => bytes,
      ttl: LONGEST_MS,
      noUpdateTTL: true,
    });
    this.owners = owners;
    news.observe((owner, version) => {
      if ((owners.peek(owner)?.version ?? version) < version) owners.delete(owner);
    });
  }

  find(owner: string, query: string): CachedPage | undefined {
    return this.owners?.get(owner)?.pages.get(query);
  }

  put(owner: string, query: string, { tag, page }: CachedPage): void {
    if (this.owners === undefined) return;
    const bytes = OVERHEAD + page.tasks.reduce((sum, json) => sum + 2 * json.length, 0);
    const former = this.owners.get(owner);
    const isShared = former?.version === tag.version && former.bytes + bytes <= this.largest;
    if (bytes > this.largest) return;
    const pages = isShared ? former.pages : new Map<string, CachedPage>();
    pages.set(query, { tag, page: frozen(page) });
    this.owners.set(owner, { version: tag.version, bytes: bytes + (isShared ? former.bytes : 0), pages });
  }
}

function frozen(page: ListedPage): ListedPage {
  Object.freeze(page.tasks);
  for (const counts of Object.values(page.childCounts ?? {})) Object.freeze(counts);
  if (page.childCounts) Object.freeze(page.childCounts);
  return Object.freeze(page);
}
