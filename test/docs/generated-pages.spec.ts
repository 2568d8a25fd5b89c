import { readFileSync, writeFileSync } from 'node:fs';
import { FAULT_CODES } from '../../src/common/fault-codes.js';
import { environmentSchema } from '../../src/config/environment.js';
import { ERROR_ADVICE, FIELD_ADVICE } from './error-advice.js';
import { catalogues, configurationPage, errorsPage } from './generated-pages.js';

const COMMAND = 'UPDATE_DOCS=1 npm test -- test/docs/generated-pages';

describe('the pages that are made of the code', () => {
  it.each([
    ['docs/errors.md', errorsPage],
    ['docs/configuration.md', configurationPage],
  ])('%s is in step with it', async (file, make) => {
    const page = await make();
    if (process.env.UPDATE_DOCS) writeFileSync(file, page);
    if (readFileSync(file, 'utf8') !== page) throw new Error(`${file} is out of date. Write it anew: ${COMMAND}`);
  });

  it('say of every code what to do, and of no other', async () => {
    const codes = (await catalogues()).map(({ code }) => code);
    expect(Object.keys(ERROR_ADVICE).sort()).toEqual([...codes].sort());
    expect(Object.keys(FIELD_ADVICE).sort()).toEqual([...FAULT_CODES].sort());
  });

  it('explain every setting once', () => {
    const names = [...configurationPage().matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});
