import { randomUUID } from 'node:crypto';
import { until } from '#libs/platform/retry.js';
import { Target } from '../security/target.js';

let target: Target;

beforeAll(async () => {
  target = await Target.start({ LOG_LEVEL: 'debug' });
}, 60_000);
afterAll(async () => {
  await target?.stop();
});

type App = 'command' | 'query' | 'projector';

async function metricsOf(app: App): Promise<string> {
  const { commandUrl, queryUrl, projectorUrl } = target.apps;
  const url = { command: commandUrl, query: queryUrl, projector: projectorUrl }[app];
  return (await fetch(`${url}/metrics`)).text();
}

/** The value of one series; undefined if there is none. */
function valueOf(metrics: string, series: string): number | undefined {
  const line = metrics.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

it('shows what a command did in all three processes', async () => {
  const { position } = await target.open('the heating in the gym is cold');
  await target.get('/tickets', { role: 'user' });
  await target.get('/tickets/1', { role: 'user' });
  await target.command('POST', '/tickets/1/status', { status: 'closed' }, { role: 'helpdesk' });
  const relayed = async (): Promise<boolean> =>
    valueOf(await metricsOf('command'), 'helpdesk_relay_state{state="relaying"}') === 1;
  expect(await until(relayed, 10_000)).toBe(true);

  const command = await metricsOf('command');
  expect(valueOf(command, 'helpdesk_log_position')).toBe(position);
  expect(valueOf(command, 'helpdesk_relay_lag_events')).toBe(0);
  expect(valueOf(command, 'helpdesk_relay_lag_seconds')).toBe(0);
  expect(valueOf(command, 'helpdesk_commands_total{command="OpenTicket",outcome="accepted"}')).toBe(1);
  expect(valueOf(command, 'helpdesk_commands_total{command="ChangeStatus",outcome="status.not-allowed"}')).toBe(1);
  expect(valueOf(command, 'helpdesk_append_batch_commands_sum')).toBe(1);
  expect(valueOf(command, 'helpdesk_append_seconds_count')).toBe(1);
  expect(valueOf(command, 'helpdesk_database_bytes')).toBeGreaterThan(1_000_000);
  expect(valueOf(command, 'helpdesk_database_connections{pool="log",state="waiting"}')).toBe(0);

  const projector = await metricsOf('projector');
  expect(valueOf(projector, 'helpdesk_projector_state{state="following"}')).toBe(1);
  expect(valueOf(projector, 'helpdesk_projector_position')).toBe(position);
  expect(valueOf(projector, 'helpdesk_projector_lag_events')).toBe(0);
  expect(valueOf(projector, 'helpdesk_projector_lag_seconds')).toBe(0);
  expect(valueOf(projector, 'helpdesk_projector_parked')).toBe(0);
  expect(valueOf(projector, 'helpdesk_projector_batch_seconds_count')).toBeGreaterThan(0);

  const query = await metricsOf('query');
  expect(valueOf(query, 'helpdesk_read_position')).toBe(position);
  expect(valueOf(query, 'helpdesk_sse_clients')).toBe(0);
  expect(valueOf(query, 'helpdesk_database_connections{pool="read",state="idle"}')).toBeGreaterThan(0);
  const page = 'helpdesk_http_request_seconds_count{method="GET",route="/tickets/:number",status="200"}';
  expect(valueOf(query, page)).toBe(1);
});

it('counts open pages while they are open', async () => {
  const stop = new AbortController();
  const init = { headers: { cookie: 'role=user' }, signal: stop.signal };
  const { body } = await fetch(`${target.apps.queryUrl}/tickets/1/stream`, init);
  const clients = async (): Promise<number | undefined> => valueOf(await metricsOf('query'), 'helpdesk_sse_clients');
  expect(await clients()).toBe(1);
  stop.abort();
  await body?.cancel().catch(() => undefined);
  expect(await until(async () => (await clients()) === 0, 20_000)).toBe(true);
});

it('walks along the chain by itself', async () => {
  const verified = async (): Promise<boolean> => valueOf(await metricsOf('projector'), 'helpdesk_chain_intact') === 1;
  expect(await until(verified, 30_000)).toBe(true);
});

it('follows one action from the form to the page under one id', async () => {
  const trace = randomUUID().replaceAll('-', '');
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  const { status } = await target.post(
    '/tickets',
    { description: 'no light in the cellar' },
    { role: 'user', headers },
  );
  expect(status).toBe(303);
  const said = (): { app: string; message: string }[] =>
    target.apps.lines
      .filter((line) => line.includes(trace))
      .map((line) => JSON.parse(line) as { app: string; message: string; correlationId: string })
      .filter(({ correlationId }) => correlationId === trace)
      .map(({ app, message }) => ({ app, message }));
  const apps = (): number => new Set(said().map(({ app }) => app)).size;
  await until(() => apps() === 3 && said().length >= 4, 10_000);
  expect(said()).toEqual(
    expect.arrayContaining([
      { app: 'query-api', message: 'POST /tickets 303' },
      { app: 'command-api', message: 'POST /tickets 201' },
      { app: 'command-api', message: 'OpenTicket accepted' },
      { app: 'analytics-projector', message: 'TicketOpened can be read' },
    ]),
  );
  // It hears of each event twice, from the log and from JetStream, and applies it once.
  expect(said().filter(({ app }) => app === 'analytics-projector')).toHaveLength(1);
});
