// Jest runs CommonJS: on Node 20 its ESM mode cannot load @fastify/static and others. Packages that ship
// ESM only are transformed together with our own sources.
const esmOnly = [
  '@nestjs',
  'uuid',
  'quick-lru',
  'tinyqueue',
  'd3-[a-z-]+',
  'internmap',
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'iterare',
];

const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons', 'require', 'default'] },
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!(${esmOnly.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/', '<rootDir>/test/.cache/'],
};

// Two cores are shared by several servers: what is slow is not yet broken.
module.exports = {
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/setup/longest-first.cjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/libs/{tickets,categorizer,platform,read-models}/**/*.spec.ts',
        '<rootDir>/training/*.spec.ts',
      ],
      // It trains whole models.
      testPathIgnorePatterns: ['\\.db\\.spec\\.ts$', '<rootDir>/training/ship\\.spec'],
    },
    {
      ...base,
      displayName: 'real',
      testMatch: [
        '<rootDir>/{libs,apps,bin}/**/*.spec.ts',
        '<rootDir>/test/**/*.spec.ts',
        '<rootDir>/examples/**/*.spec.ts',
        '<rootDir>/training/ship.spec.ts',
      ],
      testPathIgnorePatterns: [
        '<rootDir>/libs/(tickets|categorizer|platform)/',
        '<rootDir>/libs/read-models/(?!.*\\.db\\.spec)',
      ],
      globalSetup: '<rootDir>/test/setup/global-setup.ts',
      globalTeardown: '<rootDir>/test/setup/global-teardown.ts',
    },
  ],
};
