import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { APP_NAMES, NODE_FLAGS, OPTIONAL_APPS } from '#libs/local-stack/apps.js';
import { SETTINGS } from '#libs/platform/config.js';
import { projectPath } from '#libs/platform/project-root.js';
import { buildContext, copiedPaths, imageFiles } from './image.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly networks: Readonly<Record<string, { internal?: boolean } | null>>;
}

const read = (file: string): string => readFileSync(projectPath(file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build);
const example = new Map(
  [...read('deploy/env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

describe('the image', () => {
  const files = imageFiles();

  it('holds what its commands run and what they read', () => {
    const programs = ours.map(([, { command }]) => command?.at(-1) ?? '');
    const needed = [
      'package.json',
      'libs/event-log/sql',
      'libs/read-models/sql/search.sql',
      'libs/read-models/search/data/synonyms.txt',
      'libs/notify/sql',
      'libs/categorizer/model',
      'views/pages',
      'public',
    ];
    expect(programs.filter((program) => !files.includes(program))).toEqual([]);
    expect(needed.filter((path) => !files.some((file) => file.startsWith(path)))).toEqual([]);
    expect(copiedPaths()).toContain('node_modules');
  });

  it('starts the apps as the launcher does', () => {
    for (const name of [...APP_NAMES, ...OPTIONAL_APPS]) {
      expect(compose.services[name]?.command).toEqual(['node', ...NODE_FLAGS, `dist/apps/${name}/main.js`]);
    }
  });

  it('holds no sources, no specs, no secrets', () => {
    expect(files.length).toBeGreaterThan(300);
    expect(files.filter((file) => /\.ts$|\.spec\.|^dist\/(bench|examples|test)\/|^docs\//.test(file))).toEqual([]);
    expect(files.filter((file) => /(^|\/)\.env|password|\.(pem|key|log)$/.test(file))).toEqual([]);
  });

  it('is built without the passwords that stand beside docker-compose.yml, and without data', () => {
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.env*', '.data', '.git', 'node_modules']),
    );
    expect(buildContext().filter((file) => /^(\.env|\.data|\.git|node_modules|test|dist)(\/|$)/.test(file))).toEqual(
      [],
    );
  });
});

describe('docker-compose.yml', () => {
  it.each(ours)('%s runs without rights on a file system that it cannot write', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      tmpfs: ['/tmp'],
      init: true,
    });
    expect(read('Dockerfile')).toMatch(/^USER node$/m);
  });

  it.each(ours.filter(([name]) => !['migrate', 'nightly'].includes(name)))(
    '%s is asked how it is where it listens',
    (name, service) => {
      const port = { 'command-api': 3001, 'analytics-projector': 3002, 'query-api': 3000, notifier: 3003 }[name];
      expect(service.healthcheck?.test.at(-1)).toContain(`http://127.0.0.1:${port}/health/`);
    },
  );

  it.each(ours)('%s gets settings that there are', (_name, { environment = {} }) => {
    expect(Object.keys(environment).filter((setting) => !SETTINGS.includes(setting))).toEqual([]);
  });

  it('lets nobody in but through the proxy, and nobody out but the notifier', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['proxy']);
    expect(services.filter(([, { networks }]) => networks.includes('outside')).map(([name]) => name)).toEqual([
      'notifier',
      'proxy',
    ]);
    expect(compose.networks['inside']).toEqual({ internal: true });
  });

  it('mounts files and volumes that there are', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const missing = sources.filter((source) =>
      source.startsWith('./') ? !existsSync(projectPath(source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });

  it('waits for the health of those only who are asked for it', () => {
    const waits = services.flatMap(([, { depends_on: needs = {} }]) => Object.entries(needs));
    const blind = waits.filter(
      ([name, { condition }]) => condition === 'service_healthy' && !compose.services[name]?.healthcheck,
    );
    expect(waits.length).toBeGreaterThan(0);
    expect(blind).toEqual([]);
  });

  it('takes each variable from .env, and holds no password itself', () => {
    const used = [...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name);
    expect([...new Set(used)].toSorted()).toEqual([...example.keys()].toSorted());
    const secrets = [...example].filter(([name]) => /PASSWORD|TOKEN/.test(name));
    expect(secrets).toHaveLength(10);
    expect(secrets.filter(([, value]) => value)).toEqual([]);
    const said = [...text.matchAll(/(?:PASSWORD|TOKEN): (.+)$/gm)].map(([, value = '']) => value);
    expect(said.filter((value) => !value.startsWith('${'))).toEqual([]);
  });
});
