import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBus } from '#libs/event-bus/connect.js';
import { deleteStream } from '#libs/event-bus/stream.js';
import { Client } from './clients.js';
import type { Answer } from './responses.js';
import type { Fault, FaultContext } from './harness.js';
import type { AppendLoss } from './proxy.js';

const TERMINATE = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`;

const fault = (name: string, run: (context: FaultContext) => Promise<void>): Fault => ({ name, run });

/** @param meanwhile what must hold while it is away, if nothing else is wrong */
export const natsAway = (ms: number, meanwhile?: (context: FaultContext) => Promise<void>) =>
  fault(`NATS killed, away for ${ms / 1_000} s`, async (context) => {
    const { system, acknowledged } = context;
    await system.natsAway();
    await Promise.all([sleep(ms), acknowledged(30), meanwhile?.(context)]);
    await system.natsBack();
  });

/**
 * Everything goes on, at most a little later: of five new tickets most can be read within a second.
 * @throws {Error} when they cannot
 */
export async function soonShown({ system, chance, responses }: FaultContext): Promise<void> {
  const teller = new Client(`teller${chance.int(1, 1e9)}`, system, responses, chance);
  const delays: number[] = [];
  while (delays.length < 5) {
    const opened = await teller.send(teller.command('POST', '/tickets', (mark) => ({ description: `Told ${mark}` })));
    if (!opened) return;
    const begun = performance.now();
    while (!(await isShown(system.queryUrl, opened)) && performance.now() - begun < 10_000) await sleep(10);
    delays.push(performance.now() - begun);
  }
  const [, , median = Infinity] = delays.sort((a, b) => a - b);
  if (median > 1_000) throw new Error(`a ticket was shown after ${Math.round(median)} ms, the median of five`);
}

async function isShown(queryUrl: string, { ticketId }: Answer): Promise<boolean> {
  const headers = { 'helpdesk-role': 'helpdesk' };
  const answer = await fetch(`${queryUrl}/api/tickets/${ticketId}`, { headers }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer?.status === 200;
}

export const natsFrozen = (ms: number) =>
  fault(`NATS frozen for ${ms / 1_000} s`, async ({ system, acknowledged }) => {
    const pid = system.natsPid;
    system.freeze(pid);
    await Promise.all([sleep(ms), acknowledged(30)]);
    system.thaw(pid);
  });

export const natsWiped = fault('JetStream folder deleted', async ({ system, acknowledged }) => {
  await system.natsAway();
  rmSync(system.jetstreamFolder, { recursive: true, force: true });
  await acknowledged(10);
  await system.natsBack();
});

export const streamDeleted = fault('stream deleted under the running server', async ({ system }) => {
  const bus = await system.connectBus();
  await deleteStream(bus);
  await bus.close();
});

export const streamPurged = fault('stream purged', async ({ system, acknowledged }) => {
  await system.natsAway();
  rmSync(system.jetstreamFolder, { recursive: true, force: true });
  await system.natsBack();
  // Ours forbids purging: whoever made this one did not.
  const bus = await connectBus({ url: system.natsUrl, name: 'faults' });
  await deleteStream(bus);
  await bus.jetstream.streams.add({ name: 'HELPDESK', subjects: ['helpdesk.events.>'] }).catch(() => undefined);
  await bus.jetstream.streams.purge('HELPDESK').catch(() => undefined);
  await bus.close();
  await acknowledged(10);
});

export const tailLost = fault('JetStream folder set back to an older copy', async ({ system, acknowledged }) => {
  await system.natsAway();
  const copy = system.saveJetstream();
  await system.natsBack();
  await acknowledged(60);
  await system.natsAway();
  system.restoreJetstream(copy);
  await system.natsBack();
});

export const foreignMessages = fault('foreign messages in the stream', async ({ system, chance, acknowledged }) => {
  const bus = await connectBus({ url: system.natsUrl, name: 'faults' }).catch(() => undefined);
  if (!bus) return;
  for (let count = chance.int(1, 5); count > 0; count--) {
    await bus.jetstream
      .jetstream()
      .publish('helpdesk.events.TicketOpened.x', '{"position":"1"}')
      .catch(() => undefined);
    await acknowledged(3);
  }
  await bus.close();
});

export const connectionsKilled = fault('PostgreSQL connections killed, again and again', async ({ system, chance }) => {
  for (let round = 0; round < 8; round++) {
    await sleep(chance.int(10, 250));
    await system.owner.query(TERMINATE);
  }
});

export const appendsLost = fault('appends cut off before and after they commit', async (context) => {
  const { system, chance, acknowledged } = context;
  const losses = Array.from({ length: 12 }, () => chance.pick<AppendLoss>(['request', 'answer']));
  system.wire.loseAppends(losses);
  const before = system.wire.lost;
  while (system.wire.lost - before < losses.length) await acknowledged(1);
});

export const databaseCutOff = (ms: number) =>
  fault(`PostgreSQL out of reach for ${ms / 1_000} s`, async ({ system }) => {
    system.wire.refuse(true);
    await sleep(ms);
    system.wire.refuse(false);
  });

export const postgresRestarted = (signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL') =>
  fault(`PostgreSQL ended with ${signal} and started again`, ({ system }) => system.restartPostgres(signal));

export const killed = (name: 'command-api' | 'analytics-projector' | 'query-api', times: number) =>
  fault(`${name} killed -9${times > 1 ? `, ${times} times` : ''}`, async ({ system, chance, acknowledged }) => {
    for (let round = 0; round < times; round++) {
      await system.kill(name);
      await system.revive(name);
      await acknowledged(chance.int(5, 40));
    }
  });

export const twoRelays = fault('two command-apis, the one that relays frozen and thawed', async (context) => {
  const { system, acknowledged } = context;
  await system.add('command-api', 'second');
  await acknowledged(30);
  const frozen = system.pid('command-api');
  system.freeze(frozen);
  await Promise.all([sleep(7_000), acknowledged(30)]);
  system.thaw(frozen);
  await acknowledged(30);
  await system.kill('command-api');
  await acknowledged(20);
  await system.revive('command-api');
  await system.remove('second');
});

export const twoProjectors = fault('two projectors, one frozen and thawed', async ({ system, acknowledged }) => {
  await system.add('analytics-projector', 'second projector');
  await acknowledged(20);
  const frozen = system.pid('analytics-projector');
  system.freeze(frozen);
  await Promise.all([sleep(12_000), acknowledged(30)]);
  system.thaw(frozen);
  await acknowledged(30);
  await system.remove('second projector');
});

export const manyWriters = fault('64 writers on one ticket', async ({ system, chance, responses }) => {
  const opener = new Client(`opener${chance.int(1, 1e9)}`, system, responses, chance);
  const opened = await opener.send(opener.command('POST', '/tickets', (mark) => ({ description: `Crowded ${mark}` })));
  const writers = Array.from({ length: 64 }, () => new Client(`w${chance.int(1, 1e9)}`, system, responses, chance));
  const path = `/tickets/${opened?.ticketId}`;
  await Promise.all(
    writers.map(async (writer) => {
      await writer.send(writer.command('POST', `${path}/messages`, (mark) => ({ text: mark })));
      await writer.send(writer.command('PATCH', path, (mark) => ({ description: mark })));
      await writer.send(writer.command('POST', `${path}/me-too`, () => ({})));
    }),
  );
});

export const unprocessable = fault('unprocessable requests', async ({ system, chance }) => {
  const bodies = [
    '{"description":"a\\u0000b"}',
    '{"description":"a\\ud800b"}',
    `{"description":"${'x'.repeat(1 << 20)}"}`,
    '{',
  ];
  for (const body of chance.shuffled([...bodies, ...bodies])) {
    const headers = { 'content-type': 'application/json', 'helpdesk-role': 'user' };
    const url = `${chance.pick(system.commandUrls)}/tickets`;
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    if (answer && (answer.status < 400 || answer.status >= 500))
      throw new Error(`an unprocessable request was answered ${answer.status}`);
  }
});
