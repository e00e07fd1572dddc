import { readFileSync } from 'node:fs';
import { APP_NAMES } from '#libs/local-stack/apps.js';
import { until } from '#libs/platform/retry.js';
import { projectPath } from '#libs/platform/project-root.js';
import { PlainServer } from './plain-server.js';

const long = process.env['RUN_LONG'] ? describe : describe.skip;
/** The commands of the chapter, as they stand there. */
const [install = ''] = readFileSync(projectPath('docs', 'operations', 'servers.md'), 'utf8')
  .split(/^## /m)
  .filter((chapter) => chapter.startsWith('Install'));
/** Without the indentation of its list. */
const blocks = install.replaceAll(/^ {3}/gm, '').matchAll(/^```sh\n(.*?)^```$/gms);
const [packages = '', ...commands] = [...blocks].map(([, block = '']) => block);
const PROCESSES = [...APP_NAMES, 'notifier'];

long('a plain server, as docs/operations/servers.md sets it up', () => {
  let server: PlainServer;
  const succeeds = (script: string): Promise<boolean> =>
    until(async () => server.run(`${script} && echo done`).endsWith('done\n'), 60_000);
  const isReady = (port: number): Promise<boolean> => succeeds(`curl -sf http://127.0.0.1:${port}/health/ready`);
  beforeAll(async () => {
    server = await PlainServer.boot(packages.replace('apt-get install', '').trim().split(' '));
  }, 900_000);
  afterAll(() => server?.stop());

  it('is installed by the commands there, over plain http, and every process is ready', async () => {
    server.must(commands.join('').replace('HELPDESK_SITE=helpdesk.example.edu', 'HELPDESK_SITE=:80'));
    for (const port of [3000, 3001, 3002, 3003]) expect([port, await isReady(port)]).toEqual([port, true]);
    expect(server.must('systemctl show -P Nice helpdesk@notifier')).toBe('5\n');
  }, 120_000);

  it('takes a report through Caddy and publishes it', async () => {
    const report = `curl -s -o /dev/null -w '%{redirect_url}' -d role=user -d 'description=No light' http://127.0.0.1/tickets`;
    expect(server.must(report)).toBe('http://127.0.0.1/tickets/1');
    expect(await succeeds('curl -sf http://127.0.0.1/tickets/1 | grep -q "No light"')).toBe(true);
    expect(await succeeds(`curl -sf http://127.0.0.1:3001/metrics | grep -q '^helpdesk_relay_lag_events 0'`)).toBe(
      true,
    );
  }, 120_000);

  it('backs up by its timer, and the doctor finds nothing bad', () => {
    expect(server.must('systemctl list-timers --no-legend helpdesk-nightly.timer')).toContain('helpdesk-nightly');
    server.must('systemctl start helpdesk-nightly');
    expect(server.must('ls /var/backups/helpdesk')).toMatch(/^helpdesk-.*-1\.ndjson\.gz\n$/);
    expect(server.must('cat /var/lib/helpdesk/checkpoints.txt')).not.toBe('');
    const [doctor = ''] = /systemd-run .*doctor(?=`)/.exec(install) ?? [];
    const found = JSON.parse(server.must(doctor)) as { level: string }[];
    expect(found.map(({ level }) => level)).not.toContain('bad');
  }, 120_000);

  it('starts a process and NATS again when they were killed, and goes on after PostgreSQL was away', async () => {
    for (const unit of ['helpdesk@query-api', 'nats-server']) {
      server.must(`systemctl kill -s KILL ${unit}`);
      expect(await succeeds(`test "$(systemctl show -P NRestarts ${unit})" -gt 0`)).toBe(true);
    }
    server.must('systemctl restart postgresql');
    for (const port of [3000, 3001, 3002, 3003]) expect([port, await isReady(port)]).toEqual([port, true]);
  }, 300_000);

  it('ends each process with 0', () => {
    server.must('systemctl stop helpdesk.target');
    const ends = PROCESSES.map((name) => server.must(`systemctl show -P Result -P ExecMainStatus helpdesk@${name}`));
    expect(ends).toEqual(PROCESSES.map(() => 'success\n0\n'));
  }, 60_000);
});
