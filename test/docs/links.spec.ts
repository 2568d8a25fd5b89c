import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PAGES = [
  ...readdirSync('.').filter((file) => file.endsWith('.md')),
  'client/README.md',
  ...['docs', 'bench', 'ops', 'deploy', 'examples', '.github'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  ),
];

/** A file or folder of this repository, as texts name it. */
const NAMED = /`((?:src|test|docs|client|examples|chaos|ops|scripts|seed|docker|deploy)\/[\w./-]+)`/g;

const withoutBlocks = (text: string) => text.replace(/^```.*?^```$/gms, '');

/** The anchors of a page, as GitHub makes them: of two equal headings the second ends in -1. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutBlocks(text).matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-');
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  return anchors;
}

function targetsOf(text: string): string[] {
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?\)/g)];
  const definitions = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return [...inline, ...definitions].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

describe.each(PAGES)('%s', (page) => {
  const text = withoutBlocks(readFileSync(page, 'utf8'));

  it('links to files and headings that are there', () => {
    const broken = targetsOf(text).filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(readFileSync(file, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names files that are there', () => {
    const named = [...text.matchAll(NAMED)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });
});

/** Pages that say that the version may be left out, or what lies below both spellings. */
const TELL_OF_THE_ALIAS = /^(CONTRIBUTING|CHANGELOG|docs\/security|docs\/ARCHITECTURE|docs\/decisions\/.*)\.md$/;

it.each(PAGES.filter((page) => !TELL_OF_THE_ALIAS.test(page)))(
  '%s writes paths of the API with their version',
  (page) => {
    expect(readFileSync(page, 'utf8')).not.toMatch(/\/api\/(?!v1\b)[a-z{:]/);
  },
);
