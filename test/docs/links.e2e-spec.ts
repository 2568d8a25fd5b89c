import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** Every page for people to read. */
const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...['docs', 'ops', 'bench', 'deploy', '.github']
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((name) => name.endsWith('.md')),
];

/** Pages that say that the version may be left out, or what lies below both spellings. */
const TELL_OF_THE_ALIAS = /^(CONTRIBUTING|CHANGELOG|docs\/security|docs\/ARCHITECTURE|docs\/decisions\/.*)\.md$/;

const textOf = (page: string) => readFileSync(page, 'utf8').replace(/^```.*?^```$/gms, '');

/** The anchors of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** What a page links to within the repository. */
function linksOf(page: string): string[] {
  const text = textOf(page).replace(/`[^`\n]*`/g, '');
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)];
  const defined = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return [...inline, ...defined].map(([, target = '']) => target).filter((target) => !/^(https?|mailto):/.test(target));
}

describe('the pages', () => {
  it.each(PAGES)('%s links to what is there', (page) => {
    const isThere = (link: string) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), path));
      if (!existsSync(target)) return false;
      return anchor === undefined || (statSync(target).isFile() && anchorsOf(target).includes(anchor));
    };
    expect(linksOf(page).filter((link) => !isThere(link))).toEqual([]);
  });

  it('write the path of the API with its version', () => {
    const API = /\/api\/(?!v1\b)[a-z{:]/;
    const without = PAGES.filter((page) => !TELL_OF_THE_ALIAS.test(page) && API.test(readFileSync(page, 'utf8')));
    expect(without).toEqual([]);
  });
});
