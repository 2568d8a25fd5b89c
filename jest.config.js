// ES modules, compiled by swc (the compiler that keeps decorator metadata and takes a second for all of it).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tests = join(import.meta.dirname, 'test');

/**
 * The specs whose first comment has this tag:
 * `@no-database`: needs none, and belongs to the quick lane although its name ends in `.e2e-spec.ts`.
 * `@no-pooler` and the reason: a run through a pooler (TEST_POOLER) need not repeat it.
 * `@hostile-role`: a run under hostile defaults (TEST_HOSTILE_ROLE) looks at it; one or more for each repository.
 */
function tagged(tag) {
  const specs = readdirSync(tests, { recursive: true }).filter((name) => name.endsWith('spec.ts'));
  const isTagged = (name) => new RegExp(`^/\\*\\*[^/]*@${tag}\\b`).test(readFileSync(join(tests, name), 'utf8'));
  return specs.filter(isTagged).map((name) => `<rootDir>/test/${name}`);
}

// Nothing may depend on where the machine stands: here it was 3:30:52 behind until 1935, and there is daylight saving time.
process.env.TZ = 'America/St_Johns';

const shared = {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  modulePathIgnorePatterns: ['<rootDir>/test/clients/generated/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest', JSON.parse(readFileSync('.swcrc', 'utf8'))],
  },
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', '!src/main.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
};

/** The quick lane: pure functions, and whatever else needs no database. */
const unit = {
  ...shared,
  displayName: 'unit',
  testMatch: ['**/*.spec.ts', ...tagged('no-database')],
};

/** Against PostgreSQL, which is started only if one of these is to run. */
const e2e = {
  ...shared,
  displayName: 'e2e',
  testMatch: process.env.TEST_HOSTILE_ROLE ? tagged('hostile-role') : ['**/*.e2e-spec.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    ...tagged('no-database'),
    ...(process.env.TEST_POOLER ? tagged('no-pooler') : []),
  ],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  coverageProvider: 'babel',
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { global: { lines: 90 } },
  projects: process.env.TEST_POOLER || process.env.TEST_HOSTILE_ROLE ? [e2e] : [unit, e2e],
  // One for each core, though by default Jest keeps one back for itself: much of what the tests do is wait.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
