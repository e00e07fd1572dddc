import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_NAMES, NODE_FLAGS } from '#libs/local-stack/apps.js';
import { SETTINGS } from '#libs/platform/config.js';
import { projectPath } from '#libs/platform/project-root.js';

const folder = projectPath('deploy', 'systemd');
const units = readdirSync(folder).filter((name) => !name.endsWith('.d'));
const services = units.filter((name) => name.endsWith('.service'));
const text = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');
const valuesOf = (name: string, key: string): string[] =>
  [...text(name).matchAll(new RegExp(`^${key}=(.+)$`, 'gm'))].map(([, value = '']) => value);
/** The units with the Node of this machine. */
const copies = mkdtempSync(join(tmpdir(), 'helpdesk-units-'));
for (const name of units) writeFileSync(join(copies, name), text(name).replaceAll('/usr/bin/node', process.execPath));
afterAll(() => rmSync(copies, { recursive: true }));

/** From Debian's package systemd; it needs no running one. */
function analyze(...args: string[]): { status: number | null; words: string } {
  const { status, stderr, error } = spawnSync('systemd-analyze', args, { cwd: copies, encoding: 'utf8' });
  if (error) throw error;
  return { status, words: stderr };
}

it('the units are well formed and find each other', () => {
  expect(units).toHaveLength(5);
  const started = units.map((name) => `./${name.replace('@.', '@query-api.')}`);
  expect(analyze('verify', '--man=no', ...started)).toEqual({ status: 0, words: '' });
});

it.each(services)('%s may do little: its exposure is 1.5 of 10 at most', (name) => {
  expect(analyze('security', '--offline=true', '--threshold=15', `./${name}`)).toMatchObject({ status: 0 });
});

it.each(services)('%s starts a program that is built, with settings that there are', (name) => {
  const [command = ''] = valuesOf(name, 'ExecStart');
  for (const app of APP_NAMES) {
    const program = / (dist\/\S+)/.exec(command.replace('%i', app))?.[1] ?? '';
    expect({ program, built: existsSync(projectPath(program)) }).toEqual({ program, built: true });
  }
  const given = valuesOf(name, 'Environment').flatMap((line) => line.split(' ').map((one) => one.split('=')[0] ?? ''));
  expect(given.filter((setting) => ![...SETTINGS, 'NODE_ENV'].includes(setting))).toEqual([]);
});

it('the processes are those of the launcher, started as it starts them', () => {
  const [wanted = ''] = valuesOf('helpdesk.target', 'Wants');
  expect(wanted.split(' ')).toEqual(APP_NAMES.map((name) => `helpdesk@${name}.service`));
  expect(valuesOf('helpdesk@.service', 'ExecStart')).toEqual([
    `/usr/bin/node ${NODE_FLAGS.join(' ')} dist/apps/%i/main.js`,
  ]);
});
