import { until } from '#libs/local-stack/processes.js';
import { System } from '../faults/system.js';

let system: System;

beforeAll(async () => {
  system = await System.start();
}, 60_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

const APPS = ['command-api', 'query-api', 'analytics-projector'] as const;
type App = (typeof APPS)[number];

interface Ready {
  readonly code: number;
  /** The checks that failed. */
  readonly failed: string[];
}

async function ready(app: App): Promise<Ready> {
  const answer = await fetch(`${system.urlOf(app)}/health/ready`);
  const { checks } = (await answer.json()) as { checks: Record<string, { status: string }> };
  const failed = Object.entries(checks).filter(([, { status }]) => status !== 'ok');
  return { code: answer.status, failed: failed.map(([name]) => name).sort() };
}

async function becomes(app: App, due: Ready): Promise<void> {
  let seen: Ready | undefined;
  await until(async () => JSON.stringify((seen = await ready(app))) === JSON.stringify(due), 20_000);
  expect({ app, ...seen }).toEqual({ app, ...due });
}

async function allWell(): Promise<void> {
  for (const app of APPS) await becomes(app, { code: 200, failed: [] });
}

async function allLive(): Promise<void> {
  for (const app of APPS) expect((await fetch(`${system.urlOf(app)}/health/live`)).status).toBe(200);
}

it('says that all is well when it is', allWell);

it('says that NATS is away, and stays ready', async () => {
  await system.natsAway();
  await becomes('command-api', { code: 200, failed: ['relay'] });
  await becomes('query-api', { code: 200, failed: [] });
  await becomes('analytics-projector', { code: 200, failed: [] });
  await system.natsBack();
  await allWell();
}, 60_000);

it('says that commands are away where forms need them', async () => {
  await system.kill('command-api');
  await becomes('query-api', { code: 200, failed: ['command-api'] });
  await system.revive('command-api');
  await allWell();
}, 60_000);

it('is not ready without PostgreSQL, but lives, and gets over it', async () => {
  await system.postgresAway();
  await becomes('command-api', { code: 503, failed: ['log', 'relay'] });
  await becomes('query-api', { code: 503, failed: ['command-api', 'read-models'] });
  await becomes('analytics-projector', { code: 503, failed: ['database'] });
  await allLive();
  await system.postgresBack();
  await allWell();
}, 60_000);
