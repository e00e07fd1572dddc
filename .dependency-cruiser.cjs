// The import law of the house (docs/decisions/0001-rooms-and-imports.md). One line a room: what it may import of ours.
const law = {
  'libs/tickets': [],
  'libs/categorizer': [],
  'libs/platform': [],
  'libs/event-log': ['libs/platform'],
  'libs/event-bus': ['libs/platform'],
  'libs/local-stack': ['libs/platform'],
  'libs/read-models': ['libs/tickets/(events|stored-events)', 'libs/platform'],
  'apps/command-api': ['libs/tickets', 'libs/event-log', 'libs/event-bus', 'libs/categorizer', 'libs/platform'],
  'apps/analytics-projector': [
    'libs/tickets/(events|stored-events)',
    'libs/event-log',
    'libs/event-bus',
    'libs/read-models',
    'libs/platform',
  ],
  'apps/query-api': [
    'libs/tickets/(events|stored-events|published-event|commands)',
    'libs/read-models',
    'libs/categorizer',
    'libs/event-log',
    'libs/platform',
  ],
};

const rooms = Object.entries(law).map(([room, allowed]) => ({
  name: `${room.replace('/', '-')}-imports`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^(apps|libs|bin|test|bench)/', pathNot: [`^${room}/`, ...allowed.map((to) => `^${to}`)] },
}));

module.exports = {
  forbidden: [
    ...rooms,
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
      from: { path: '^(libs|bin|test|examples)/' },
      to: { path: '^apps/' },
    },
    // The command path is measured without HTTP too.
    {
      name: 'bench-imports-processor-and-relay',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: '^apps/', pathNot: '^apps/command-api/(processor|commands|relay)/' },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^libs/(tickets|categorizer)/', pathNot: '\\.spec\\.ts$|train|load-model|categorizer/data/' },
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
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'] },
  },
};
