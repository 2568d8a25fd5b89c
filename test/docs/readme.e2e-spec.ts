/** @no-pooler pages in a browser, and the README */
import { useTestApp } from '../support/fixtures.js';
import { codeBlocks, paste, runModule } from './code-blocks.js';

/** The statuses that a pasted session shows, in order. */
const statuses = (output: string) => [...output.matchAll(/^[A-Z]+ \S+ → (\d+)$/gm)].map(([, status]) => Number(status));

describe('what the pages have one paste', () => {
  const app = useTestApp();

  it('the README: a first session, the same a second time, and a program', async () => {
    const session = codeBlocks('README.md', 'bash')[1]!;
    const output = await paste(session, app.url);
    expect(statuses(output)).toEqual([201, 200, 201, 200, 200, 204, 403]);
    expect(output).toMatch(/^\{.*"username":"ada".*\}$/m);
    expect(output).toMatch(/"title":"Buy milk".*"total":1/);
    expect(output).toContain('"error_code":"NOT_YOUR_RESOURCE"');

    const again = await paste(session, app.url);
    expect(statuses(again)).toEqual([409, 200, 201, 200, 200, 204, 403]);
    expect(again).toMatch(/"title":"Buy milk".*"total":1/);

    expect(await runModule(codeBlocks('README.md', 'js')[0]!, app.url)).toBe("1 done: [ 'Water the plants' ]\n");
  });

  it('the quick start, from top to bottom, and the same a second time', async () => {
    const session = codeBlocks('docs/quick-start.md', 'bash').join('\n');
    const rest = [201, 201, 201, 200, 200, 200, 200, 200, 412, 200, 201, 201, 204, 200, 200, 201, 201, 200];
    const output = await paste(session, app.url);
    expect(statuses(output)).toEqual([201, 200, 200, ...rest]);
    const [first, second] = [...output.matchAll(/"id":"([^"]+)"[^\n]*"title":"Water the plants"/g)].map(([, id]) => id);
    expect(second).toBe(first);
    expect(statuses(await paste(session, app.url))).toEqual([409, 200, 200, ...rest]);
  });
});
