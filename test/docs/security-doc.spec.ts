import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const STATUSES = ['met', 'by the operator', '**not met**', 'not applicable'];

/** A promise, as tests name it: `(A8)`, `(A5, A11)`. */
const CODES = /\(([A-G]\d{1,2}(?:, [A-G]\d{1,2})*)\)/g;

describe('docs/security.md', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const rows = [...page.matchAll(/^\| ([^|]+) \|(.*)\|$/gm)].map(([, id = '', cells = '']) => ({
    id,
    cells: cells.split(' | ').map((cell) => cell.trim()),
  }));
  const promises = rows.filter(({ id }) => /^[A-G]\d+$/.test(id));
  const requirements = rows.filter(({ id }) => /^\d+\.\d+\.\d+$/.test(id));
  const inOrder = (ids: string[]) => ids.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

  it('links to files and headings that are there', () => {
    const definitions = new Map(
      [...page.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, target]) => [name, target]),
    );
    const inline = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
    const targets = [...definitions.values(), ...inline].filter((target) => !target!.startsWith('https:'));
    const headings = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, text]) => `#${slug(text!)}`));
    const isThere = (target: string) =>
      target.startsWith('#') ? headings.has(target) : existsSync(join('docs', target));
    expect(targets.filter((target) => !isThere(target!))).toEqual([]);
    const used = [...page.matchAll(/\[([^\]]+)\](?![(:])/g)].map(([, name]) => name);
    expect(used.filter((name) => !definitions.has(name))).toEqual([]);
    expect([...definitions.keys()].filter((name) => !used.includes(name))).toEqual([]);
  });

  it('has each promise once, with what proves it, and every one that a test names', () => {
    const codes = promises.map(({ id }) => id);
    expect(codes).toEqual([...new Set(codes)]);
    expect(promises.filter(({ cells }) => !/\[[^\]]+\]|no test/.test(cells.at(-1)!))).toEqual([]);
    const specs = ['src', 'test'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('spec.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    );
    const named = specs.flatMap((spec) => [...spec.matchAll(CODES)].flatMap(([, list]) => list!.split(', ')));
    expect(named.length).toBeGreaterThan(0);
    expect(inOrder([...new Set(named)].filter((code) => !codes.includes(code)))).toEqual([]);
  });

  it('has each requirement of ASVS 5.0 once, with its level and a status', () => {
    const list = readFileSync('test/docs/asvs-5.0.0.txt', 'utf8').trim().split('\n');
    const wanted = list.flatMap((line) => {
      const [level = '', ...ids] = line.split(' ');
      return ids.map((id) => `${id} ${level}`);
    });
    const found = requirements.map(({ id, cells }) => `${id} L${cells[1]}`);
    expect(inOrder(found)).toEqual(inOrder(wanted));
    expect(requirements.filter(({ cells }) => !STATUSES.includes(cells[2]!) || !cells[3])).toEqual([]);
  });

  it('counts right, and names all that is not met', () => {
    for (const level of ['1', '2']) {
      const statuses = requirements.filter(({ cells }) => cells[1] === level).map(({ cells }) => cells[2]);
      const counts = STATUSES.map((status) => statuses.filter((other) => other === status).length);
      expect(page).toContain(`| ${level} | ${counts.join(' | ')} |`);
    }
    const missing = ['1', '2'].map((level) =>
      requirements.filter(({ cells }) => cells[1] === level && cells[2] === '**not met**').map(({ id }) => id),
    );
    expect(page).toContain(
      `Not met: ${missing.map((ids, i) => `level ${i + 1}: ${ids.join(', ') || 'none'}`).join('; ')}.`,
    );
  });
});

/** The anchor that a heading gets. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
