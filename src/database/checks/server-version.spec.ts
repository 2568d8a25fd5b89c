import { versionRefusal } from './server-version.js';

describe('a version of PostgreSQL', () => {
  it('is refused before 15', () => {
    expect(versionRefusal(140_011)).toMatch(/PostgreSQL 14, and Taskward needs 15 or later/);
    expect(versionRefusal(90_624)).toMatch(/PostgreSQL 9,/);
  });

  it.each([150_000, 180_001])('is taken as %i', (version) => expect(versionRefusal(version)).toBeUndefined());
});
