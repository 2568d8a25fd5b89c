/**
 * The import law. Each layer may import those before it:
 * common ← config ← body ← database ← idempotency ← jobs ← limits ← audit ← mail ← users ← auth ← export ← account ← admin ←
 * server ← app.module ← main. `tasks` stands on common, config, database, idempotency and jobs alone. `server` has the steps of a
 * request, so it may import every feature and no feature may import it.
 */
const LAYERS = [
  'common',
  'config',
  'body',
  'database',
  'idempotency',
  'jobs',
  'limits',
  'audit',
  'mail',
  'users',
  'auth',
];

/** A rule that keeps `layer` from importing anything of src but itself and `allowed`. */
const only = (layer, allowed) => ({
  name: `${layer}-imports`,
  severity: 'error',
  comment: `${layer} may import ${allowed.join(', ') || 'nothing else of src'}`,
  from: { path: `^src/${layer}/` },
  to: { path: '^src/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
});

export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot:
          '^src/main\\.ts$|^src/create-superuser\\.ts$|^src/new-epoch\\.ts$|^src/distribute\\.ts$|^src/entities\\.ts$|^src/pages/static/',
      },
      to: {},
    },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^src/main\\.ts$' } },
    ...LAYERS.map((layer, i) => only(layer, LAYERS.slice(0, i))),
    only('tasks', ['common', 'config', 'database', 'idempotency', 'jobs']),
    only('health', ['common', 'database']),
    only('account', ['common', 'idempotency', 'users', 'auth', 'export']),
    only('admin', ['common', 'database', 'audit', 'users', 'auth', 'account']),
    only('export', ['common', 'audit', 'users', 'auth', 'tasks']),
    only('openapi', ['common', 'config', 'auth', 'idempotency']),
    only('pages', []),
    only('logging', ['common', 'config']),
    only('metrics', ['common', 'config']),
    only('tracing', ['common', 'config']),
    {
      name: 'server-is-on-top',
      severity: 'error',
      comment: 'Only app.module, which provides its guards, and main import server/.',
      from: { path: '^src/', pathNot: '^src/server/|^src/(app\\.module|main)\\.ts$' },
      to: { path: '^src/server/' },
    },
    {
      name: 'server-imports-no-program',
      severity: 'error',
      comment: 'server/ is given the application that it serves.',
      from: { path: '^src/server/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    {
      name: 'the-primary-is-small',
      severity: 'error',
      comment: 'The process that leads the workers loads nothing of the application.',
      from: { path: '^src/server/workers/' },
      to: { path: '^src/', pathNot: '^src/(server/workers|common|config|logging|metrics)/|^src/server/announce\\.ts$' },
    },
    {
      name: 'repositories-stay-home',
      severity: 'error',
      comment: "Nobody imports another feature's repository.",
      from: { path: '^src/([^/]+)/' },
      to: { path: '\\.repository\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'services-open-transactions',
      severity: 'error',
      comment: 'Repositories take the transaction as their first argument.',
      from: { path: '\\.repository\\.ts$' },
      to: { path: '^src/database/database\\.service\\.ts$' },
    },
    {
      name: 'typeorm-in-repositories',
      severity: 'error',
      comment: 'Only repositories and database/ handle TypeORM; entities declare, and modules register them.',
      from: { path: '^src/', pathNot: '^src/database/|\\.(repository|entity)\\.ts$' },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      comment: 'What src imports must be there in production.',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
