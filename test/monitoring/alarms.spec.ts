import { until } from '#libs/platform/retry.js';
import { appendRaw, newTicket } from '../faults/raw-log.js';
import { System } from '../faults/system.js';

const PROJECTOR = 'analytics-projector';
const TICKET = 'ticket-01936a2e-6b10-7a52-9c3d-5f0e8a1b2c3d';

let system: System;

beforeAll(async () => {
  system = await System.start();
  await newTicket(system.owner);
}, 60_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

/** True as soon as a process shows the series with this value. */
function shows(app: string, series: string, value: number): Promise<boolean> {
  return until(async () => {
    const answer = await fetch(`${system.urlOf(app)}/metrics`).catch(() => undefined);
    return (await answer?.text())?.includes(`\n${series} ${value}\n`) ?? false;
  }, 20_000);
}

/** Does something to the log that only the owner of the server can. */
async function tamper(sql: string): Promise<void> {
  const client = await system.owner.connect();
  await client.query('set session_replication_role = replica');
  await client.query(sql);
  client.release(true);
}

it('an event that cannot be applied is parked: the alarm rises, the rest goes on', async () => {
  expect(await shows(PROJECTOR, 'helpdesk_projector_parked', 0)).toBe(true);
  const position = await appendRaw(system.owner, TICKET, 'StatusChanged');
  expect(await shows(PROJECTOR, 'helpdesk_projector_parked', 1)).toBe(true);
  expect(await shows(PROJECTOR, 'helpdesk_projector_position', position)).toBe(true);
});

it('a changed byte is found, and its cure is seen', async () => {
  expect(await shows(PROJECTOR, 'helpdesk_chain_intact', 1)).toBe(true);
  await tamper(`update log.events set data = data || ' ' where position = 1`);
  await system.restart(PROJECTOR);
  expect(await shows(PROJECTOR, 'helpdesk_chain_intact', 0)).toBe(true);
  expect(system.lines.some((line) => line.includes('event 1 of the log is not as it was written'))).toBe(true);
  await tamper(`update log.events set data = rtrim(data) where position = 1`);
  await system.restart(PROJECTOR);
  expect(await shows(PROJECTOR, 'helpdesk_chain_intact', 1)).toBe(true);
}, 60_000);

it('an event that newer software wrote stops relay and projector, and both say so', async () => {
  await appendRaw(system.owner, 'ticket-01936a2e-6b10-7a52-9c3d-5f0e8a1b2c3e', 'TicketFrozen');
  expect(await shows(PROJECTOR, 'helpdesk_projector_state{state="stopped"}', 1)).toBe(true);
  expect(await shows('command-api', 'helpdesk_relay_state{state="stopped"}', 1)).toBe(true);
  const ready = await fetch(`${system.urlOf(PROJECTOR)}/health/ready`);
  expect(ready.status).toBe(503);
  expect(await ready.text()).toContain('Update this software');
});
