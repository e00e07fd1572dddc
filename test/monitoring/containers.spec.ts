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
  readonly profiles?: readonly string[];
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
    const reached = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')));
    expect(reached.map(([name]) => name)).toEqual(['proxy']);
    expect(services.filter(([, { networks }]) => networks.includes('outside')).map(([name]) => name)).toEqual([
      'notifier',
      'proxy',
      'grafana',
    ]);
    expect(compose.networks['inside']).toEqual({ internal: true });
  });

  it('mounts files and volumes that there are', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const missing = sources.filter((source) =>
      /^[./]/.test(source) ? !existsSync(projectPath(source)) : !(source in compose.volumes),
    );
    expect(missing).toEqual([]);
  });

  it('names the exact version of every image, and the same Node twice', () => {
    const images = services.filter(([, { build }]) => !build).map(([, { image }]) => image);
    expect(images.filter((image) => !/:v?\d+\.\d+(\.\d+)?(-\w+)?$/.test(image))).toEqual([]);
    const bases = [...read('Dockerfile').matchAll(/^FROM (node:\d+\.\d+\.\d+-\S+)/gm)].map(([, base]) => base);
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
  });

  it('watches with the shipped files where that is asked for', () => {
    const watching = services.filter(([, { profiles }]) => profiles?.includes('monitoring'));
    expect(watching.map(([name]) => name)).toEqual(['prometheus', 'node-exporter', 'grafana']);
    const targets = [...read('deploy/prometheus.yml').matchAll(/'([\w-]+):\d+'/g)].map(([, name = '']) => name);
    expect(targets).toHaveLength(5);
    expect(targets.filter((name) => !(name in compose.services))).toEqual([]);
    const { datasources } = parse(read('deploy/grafana/datasources/prometheus.yml')) as {
      datasources: { url: string }[];
    };
    expect(datasources.map(({ url }) => new URL(url).hostname)).toEqual(['prometheus']);
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
    expect(secrets).toHaveLength(11);
    expect(secrets.filter(([, value]) => value)).toEqual([]);
    const said = [...text.matchAll(/(?:PASSWORD|TOKEN): (.+)$/gm)].map(([, value = '']) => value);
    expect(said.filter((value) => !value.startsWith('${'))).toEqual([]);
  });
});
