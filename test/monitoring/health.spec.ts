import { startApp } from '#libs/local-stack/apps.js';
import { until } from '#libs/platform/retry.js';
import { System } from '../faults/system.js';

let system: System;

beforeAll(async () => {
  system = await System.start();
}, 60_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

/** Free ones. */
const ports = { PORT: '0', COMMAND_API_PORT: '0', PROJECTOR_PORT: '0' };
const APPS = ['command-api', 'query-api', 'analytics-projector'] as const;
type App = (typeof APPS)[number];

interface Ready {
  readonly code: number;
  /** The checks that failed. */
  readonly failed: readonly string[];
}
type State = Readonly<Record<App, Ready>>;

const WELL: Ready = { code: 200, failed: [] };
const ALL_WELL: State = { 'command-api': WELL, 'query-api': WELL, 'analytics-projector': WELL };

async function ready(app: App): Promise<Ready> {
  const answer = await fetch(`${system.urlOf(app)}/health/ready`).catch(() => undefined);
  if (!answer) return { code: 0, failed: [] };
  const { checks } = (await answer.json()) as { checks: Record<string, { status: string }> };
  const failed = Object.entries(checks).filter(([, { status }]) => status !== 'ok');
  return { code: answer.status, failed: failed.map(([name]) => name).sort() };
}

/** What all of them say, as soon as it is what is due; else what they said last. */
async function become(due: State): Promise<State> {
  let seen = ALL_WELL;
  const look = async (): Promise<boolean> => {
    const states = await Promise.all(APPS.map(async (app) => [app, await ready(app)] as const));
    seen = Object.fromEntries(states) as Record<App, Ready>;
    return JSON.stringify(seen) === JSON.stringify(due);
  };
  await until(look, 20_000);
  return seen;
}

it('says that all is well when it is', async () => {
  expect(await become(ALL_WELL)).toEqual(ALL_WELL);
});

it('says that NATS is away, and stays ready', async () => {
  await system.natsAway();
  const away: State = { ...ALL_WELL, 'command-api': { code: 200, failed: ['relay'] } };
  expect(await become(away)).toEqual(away);
  await system.natsBack();
  expect(await become(ALL_WELL)).toEqual(ALL_WELL);
}, 60_000);

it('says that commands are away where forms need them', async () => {
  await system.kill('command-api');
  const away: State = {
    ...ALL_WELL,
    'command-api': { code: 0, failed: [] },
    'query-api': { code: 200, failed: ['command-api'] },
  };
  expect(await become(away)).toEqual(away);
  await system.revive('command-api');
  expect(await become(ALL_WELL)).toEqual(ALL_WELL);
}, 60_000);

it('is not ready without PostgreSQL, but lives, and gets over it', async () => {
  await system.postgresAway();
  const away: State = {
    'command-api': { code: 503, failed: ['log', 'relay'] },
    'query-api': { code: 503, failed: ['command-api', 'read-models'] },
    'analytics-projector': { code: 503, failed: ['database'] },
  };
  expect(await become(away)).toEqual(away);
  for (const app of APPS) expect((await fetch(`${system.urlOf(app)}/health/live`)).status).toBe(200);
  await system.postgresBack();
  expect(await become(ALL_WELL)).toEqual(ALL_WELL);
}, 60_000);

it('starts without PostgreSQL, says that it waits, and is ready when that comes', async () => {
  await system.postgresAway();
  const heard = system.lines.length;
  const again = async (app: App): Promise<void> => {
    await system.kill(app);
    await system.revive(app);
    expect((await ready(app)).code).toBe(503);
    expect((await fetch(`${system.urlOf(app)}/health/live`)).status).toBe(200);
  };
  await Promise.all(APPS.map(again));
  const waiting = (): string[] => system.lines.slice(heard).filter((line) => line.includes('waiting for PostgreSQL'));
  expect(await until(() => waiting().length === APPS.length, 10_000)).toBe(true);
  expect(system.dead).toEqual([]);
  await system.postgresBack();
  expect(await become(ALL_WELL)).toEqual(ALL_WELL);
}, 60_000);

it.each(APPS)(
  '%s ends with a sentence when PostgreSQL refuses its login',
  async (app) => {
    const wrong = new URL(system.databaseUrl);
    wrong.username = 'nobody';
    const started = startApp(app, { ...process.env, NODE_OPTIONS: '', ...ports, DATABASE_URL: wrong.href });
    await expect(started).rejects.toThrow('PostgreSQL refuses the login');
  },
  30_000,
);
