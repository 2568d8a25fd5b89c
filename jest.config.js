// ES modules, compiled by swc (the compiler that keeps decorator metadata and takes a second for all of it).

/** What a run through a pooler (TEST_POOLER) need not repeat: nothing in it sends the application's statements there. */
const WITHOUT_THE_POOL = [
  'test/config/', // no database
  'test/contracts/', // private parts of libraries, on connections of their own
  'test/docs/', // pages in a browser, and the README
  'test/start/', // start-up programs, on an embedded database of their own
  'test/admin/create-superuser', // a start-up program
  'test/database/migrations', // the owner connects directly
  'test/database/pgbouncer', // has a pooler of its own
  'test/database/prepared-statements', // through a pooler there are none
  'test/security/(headers|route-inventory)', // answers from before the first statement
  'test/auth/login-timing', // the cost of hashes
  'test/export/back-pressure', // the memory of the process
  'test/auth/(access-tokens|verified-tokens|interleaved|login-flood)', // signatures and hashes
  'test/security/canary', // what is logged
  'test/(tracing|metrics)/', // what is counted
  'test/replica/', // a standby, which is asked directly
  'test/database/black-hole', // has a proxy of its own, to the server
  'test/tasks/list-plans', // what the planner says
  'test/tasks/naughty-strings', // what the validators say
];

/** What a run under hostile defaults (TEST_HOSTILE_ROLE) looks at: one file or more for each repository that has statements. */
const WITH_STATEMENTS = [
  'test/auth/(register-login|sessions|refresh|recovery|lockout|email-address).e2e-spec.ts',
  'test/tasks/(tasks|list|batch|conditional|representations).e2e-spec.ts',
  'test/(export/export|admin/admin|limits/rate-limits).e2e-spec.ts',
  'test/database/(migrations|deadlines).e2e-spec.ts',
];

// Nothing may depend on where the machine stands: here it was 3:30:52 behind until 1935, and there is daylight saving time.
process.env.TZ = 'America/St_Johns';

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/test/clients/generated/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  ...(process.env.TEST_POOLER && { testPathIgnorePatterns: ['/node_modules/', ...WITHOUT_THE_POOL] }),
  ...(process.env.TEST_HOSTILE_ROLE && { testMatch: undefined, testRegex: WITH_STATEMENTS }),
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/setup.ts'],
  // One for each core, though by default Jest keeps one back for itself: much of what the tests do is wait.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
