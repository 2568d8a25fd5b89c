import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Statement } from '../../database/statement.js';
import type { TagCountResponse } from '../dto/tag-list-response.dto.js';
import { FreshReadsService } from '../fresh-reads.service.js';
import { formatListTag, queryName } from '../list/list-tag.js';
import { findValidTag } from '../list/task-list.service.js';
import type { EntityTags } from '../preconditions.js';
import { titleOrderOf } from '../text-forms.js';

const COUNT = `SELECT mode() WITHIN GROUP (ORDER BY tag COLLATE "C") AS tag, count(DISTINCT id)::int AS count,
    (count(DISTINCT id) FILTER (WHERE NOT completed))::int AS open_count
  FROM tasks, unnest(tags, coalesce(tag_forms, tags)) AS t(tag, form)
  WHERE user_id = $1 AND deleted_at IS NULL GROUP BY form`;

export const tagsStatement = (owner: string): Statement => ({ sql: COUNT, parameters: [owner] });

/** What the entity tag names instead of the query of a list. */
const QUERY = Object.freeze({ list: 'tags' });

@Injectable()
export class TagsService {
  constructor(
    private readonly reads: FreshReadsService,
    private readonly clock: Clock,
  ) {}

  /** In the order of their names, as people have it. @returns no tags if the client has them already. */
  async list(owner: string, known?: EntityTags): Promise<{ etag: string; tags?: TagCountResponse[] }> {
    const query = queryName(owner, QUERY);
    if (known !== undefined) {
      const { version } = await this.reads.readCounters(owner);
      const valid = findValidTag({ version, query }, known, this.clock.date());
      if (valid !== undefined) return { etag: formatListTag(valid) };
    }
    const {
      counters: { version },
      rows: [tags],
    } = await this.reads.read<[TagCountResponse[]]>(owner, [tagsStatement(owner)]);
    return { etag: formatListTag({ version, query }), tags: sortedByName(tags) };
  }
}

function sortedByName(tags: TagCountResponse[]): TagCountResponse[] {
  const ordered = tags.map((count) => ({ count, order: titleOrderOf(count.tag) }));
  // Tags with marks apart from those without have the same order: their spelling decides.
  ordered.sort((a, b) => compare(a.order, b.order) || compare(a.count.tag, b.count.tag));
  return ordered.map(({ count }) => count);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
