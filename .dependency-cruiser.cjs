// The dependency rules (docs/decisions/0001-dependency-rules.md): what each app and library may import of the others.
const allowedImports = {
  // The shape of a stored event, a type alone.
  'libs/tickets': ['libs/event-log/stored-event'],
  'libs/categorizer': [],
  'libs/platform': [],
  training: ['libs/categorizer', 'bin/random'],
  'libs/event-log': ['libs/platform'],
  'libs/event-bus': ['libs/platform'],
  'libs/local-stack': ['libs/platform'],
  'libs/notify': ['libs/platform'],
  'libs/photos': ['libs/platform'],
  'libs/read-models': [
    'libs/tickets/(events|ticket|stored-events|hidden-texts)',
    'libs/event-log/(read-side|stored-event)',
    'libs/platform',
  ],
  'apps/command-api': [
    'libs/tickets',
    'libs/event-log',
    'libs/event-bus',
    'libs/categorizer',
    'libs/photos',
    'libs/platform',
  ],
  'apps/analytics-projector': [
    'libs/tickets/(events|ticket|stored-events)',
    'libs/event-log',
    'libs/read-models',
    'libs/platform',
  ],
  'apps/notifier': ['libs/tickets/(events|cloud-event)', 'libs/event-bus', 'libs/notify', 'libs/platform'],
  'apps/query-api': [
    'libs/tickets/(events|ticket|stored-events|published-event|commands|http-routes|closing-message|hidden-texts|place|texts)',
    'libs/read-models',
    'libs/photos',
    'libs/categorizer',
    'libs/event-log',
    'libs/platform',
  ],
};

const importRules = Object.entries(allowedImports).map(([folder, allowed]) => ({
  name: `${folder.replace('/', '-')}-imports`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^(apps|libs|bin|test|bench|training)/', pathNot: [`^${folder}/`, ...allowed.map((to) => `^${to}`)] },
}));

module.exports = {
  forbidden: [
    ...importRules,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'nothing-imports-apps',
      severity: 'error',
      from: { path: '^(libs|bin|test|examples)/', pathNot: '^test/support/' },
      to: { path: '^apps/' },
    },
    {
      name: 'only-tests-import-tests',
      severity: 'error',
      from: { path: '^(apps|libs|bin|bench|examples)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^test/' },
    },
    {
      name: 'pages-share-only-what-is-shared',
      severity: 'error',
      from: { path: '^apps/query-api/pages/(?!shared/)([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/query-api/pages/[^/]+/', pathNot: '^apps/query-api/pages/($1|shared)/' },
    },
    {
      name: 'pages-are-on-top',
      severity: 'error',
      from: { path: '^apps/query-api/(request|queries|commands|render|live|limits|export|api|pages/shared)/' },
      to: { path: '^apps/query-api/pages/', pathNot: '^apps/query-api/pages/shared/' },
    },
    {
      name: 'request-and-queries-are-below',
      severity: 'error',
      from: { path: '^apps/query-api/(request|queries|commands|render|live)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/query-api/(pages|api)/' },
    },
    {
      name: 'request-is-lowest',
      severity: 'error',
      from: { path: '^apps/query-api/(request|queries)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^apps/query-api/(commands|render|live|limits|api|pages)/' },
    },
    // The command path is measured without HTTP too.
    {
      name: 'bench-imports-commands-and-relay',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^apps/', pathNot: '^apps/command-api/(commands|relay)/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^libs/(tickets|categorizer)/', pathNot: '\\.spec\\.ts$|load-model' },
      to: { dependencyTypes: ['core'], pathNot: '^(crypto|node:crypto)$' },
    },
    {
      name: 'log-knows-no-nest',
      severity: 'error',
      from: { path: '^libs/(tickets|event-log|categorizer)/' },
      to: { path: 'node_modules/@nestjs' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/[.]cache)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
