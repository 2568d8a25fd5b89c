/** @no-pooler pages in a browser, and the README */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { useTestApp } from '../support/fixtures.js';

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');
  const app = useTestApp();

  it('has a first session that works as pasted', async () => {
    const session = /## A first session.*?```bash\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const script = session.replaceAll('http://localhost:3000', app.url);
    // Not the synchronous kind: the app that it calls runs in this very process.
    const { stdout: output } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
    expect(output).toContain('"username":"ada"');
    expect(output).toMatch(/"total":1.*"title":"Buy milk"|"title":"Buy milk".*"total":1/s);
    expect(output).toMatch(/"completed":true/);
    expect(output).toContain('204\n');
    expect(output).toMatch(/"status":403.*"error_code":"NOT_YOUR_RESOURCE"/);
  });

  it('links to files that are there', () => {
    const targets = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  });
});
