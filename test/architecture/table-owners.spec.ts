import { readdirSync, readFileSync } from 'node:fs';
import { getMetadataArgsStorage } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';

/** Tables by the names of their entities. */
const TABLES = new Map(
  getMetadataArgsStorage()
    .tables.filter(({ target }) => (ENTITIES as unknown[]).includes(target))
    .map(({ target, name }) => [(target as { name: string }).name, name!]),
);

/** A table that another feature reads, and why. */
const GUESTS: Record<string, string[]> = {
  // The rebuild goes from user to user, and `tasks` knows nothing of accounts but their ids.
  'tasks/rebuild/rebuilds.repository.ts': ['users'],
  // An account that nobody ever used is removed by one statement that says so itself.
  'users/users.repository.ts': ['sessions', 'tasks', 'task_sequences', 'mail_tokens'],
  // A list by the user's day has the time zone of the profile from the round trip that it needs anyway.
  'tasks/tasks.repository.ts': ['users'],
};

/** The tables that a source file names in SQL, or whose entities it uses. */
function tablesIn(source: string): Set<string> {
  const code = source.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const named = [...code.matchAll(/\b(?:FROM|INTO|UPDATE|JOIN|USING) "?(\w+)"?/g)].map(([, name]) => name!);
  const imported = [...code.matchAll(/^import \{([^}]*)\} from '[^']*\.entity\.js'/gm)]
    .flatMap(([, names]) => names!.split(','))
    .map((name) => TABLES.get(name.trim()) ?? '');
  return new Set([...named, ...imported].filter((name) => [...TABLES.values()].includes(name)));
}

/** The feature that a file belongs to: a folder of `src`, or a wing of `auth`. */
const featureOf = (file: string) => (/^auth\/\w+\//.exec(file) ?? /^[^/]+/.exec(file))![0];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/^database\/|^entities\.ts$|\.(entity|module|spec)\.ts$/.test(file),
);
const uses = files.flatMap((file) => {
  const guest = GUESTS[file] ?? [];
  return [...tablesIn(readFileSync(`src/${file}`, 'utf8'))]
    .filter((table) => !guest.includes(table))
    .map((table) => ({ file, table, feature: featureOf(file) }));
});

describe('tables', () => {
  it('are found in SQL and by their entities, but not where a type alone is meant', () => {
    expect([...tablesIn('await tx.query(`DELETE FROM tasks WHERE id = $1`);')]).toEqual(['tasks']);
    expect([...tablesIn(`import { User } from '../users/user.entity.js';`)]).toEqual(['users']);
    expect([...tablesIn(`import type { User } from '../users/user.entity.js';\n// FROM tasks`)]).toEqual([]);
  });

  it.each([...TABLES.values()].sort())('%s is read and written by one feature', (table) => {
    const features = new Set(uses.filter((use) => use.table === table).map(({ feature }) => feature));
    if (features.size === 1) return;
    const where = uses.filter((use) => use.table === table).map(({ file }) => `src/${file}`);
    throw new Error(`${table} has one owner; it is used in ${where.join(', ') || 'no file'}`);
  });

  it('are named in repositories alone', () => {
    // The statement of a list of tasks is made of parts, which are pure and have files of their own.
    const others = uses.filter(({ file, feature }) => !file.endsWith('.repository.ts') && feature !== 'tasks');
    expect(others).toEqual([]);
  });
});
