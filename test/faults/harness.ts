import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy } from '@nats-io/jetstream';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { checkChain, checkCommands, checkNumbers } from './check-log.js';
import { checkReads } from './check-reads.js';
import { checkStream } from './check-stream.js';
import { Client } from './clients.js';
import { readLog } from './read-log.js';
import { Responses } from './responses.js';
import type { Chance } from './random.js';
import type { System } from './system.js';

export interface FaultContext {
  readonly system: System;
  readonly chance: Chance;
  readonly responses: Responses;
  /** Waits until clients have got so many more acknowledgements. */
  acknowledged(count: number): Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** Does the harm, and ends it. Commands come all the time. */
  readonly run: (context: FaultContext) => Promise<void>;
}

export interface Outcome {
  readonly fault: string;
  /** Commands acknowledged while the fault was on, and around it. */
  readonly acknowledged: number;
  readonly lost: number;
  readonly doubled: number;
  /** From the end of the harm until everything in the log then was in JetStream and in the read models. */
  readonly seconds: number;
  /** What the invariants say; empty if they hold. */
  readonly broken: readonly string[];
}

const CLIENTS = 6;
/** Nothing heals by itself any more after so many milliseconds. */
const HEALING = 60_000;

/** One system under commands from several clients, and what they were told. Outlives many faults. */
export class Harness {
  readonly responses = new Responses();
  private readonly name: string;
  private rounds = 0;

  /** @param marks texts that others have sent before and that may be in the log */
  constructor(
    readonly system: System,
    private readonly chance: Chance,
    marks: Iterable<string> = [],
  ) {
    this.name = chance.int(1, 1e9).toString(36);
    for (const mark of marks) this.responses.marks.add(mark);
  }

  /** Lets the fault happen under load, waits until all is well, and checks every invariant. */
  async play(fault: Fault): Promise<Outcome> {
    const before = this.responses.acknowledged.length;
    const seconds = await this.load(() => this.underLoad(fault));
    await this.caughtUp();
    const acknowledged = this.responses.acknowledged.length - before;
    return { fault: fault.name, acknowledged, seconds, ...(await this.check()) };
  }

  /** Does the work while several clients send commands. */
  async load<T>(work: () => Promise<T>): Promise<T> {
    const { responses, system, chance } = this;
    const clients = Array.from(
      { length: CLIENTS },
      () => new Client(`${this.name}.${++this.rounds}`, system, responses, chance),
    );
    const running = clients.map((client) => client.run());
    try {
      const result = await work();
      for (const client of clients) client.stop();
      await Promise.all(running);
      return result;
    } finally {
      for (const client of clients) client.stop(true);
      await Promise.all(running);
    }
  }

  /** @returns the seconds it took to heal */
  private async underLoad(fault: Fault): Promise<number> {
    const { responses, system, chance } = this;
    await this.more(20);
    await fault.run({ system, chance, responses, acknowledged: (count) => this.more(count) });
    const ended = Date.now();
    await this.caughtUp();
    const seconds = (Date.now() - ended) / 1_000;
    await this.more(20);
    return seconds;
  }

  /** Every invariant. I6 was looked at by the clients; the rest of I7 was seen while waiting. */
  async check(): Promise<Pick<Outcome, 'lost' | 'doubled' | 'broken'>> {
    const events = await readLog(this.system.owner);
    const { lost, doubled, wrong } = checkCommands(this.responses, events);
    const findings = {
      I1: [...lost.map((what) => `lost: ${what}`), ...doubled.map((what) => `doubled: ${what}`), ...wrong],
      I2: checkNumbers(events),
      I3: await checkChain(this.system),
      I4: await checkStream(this.system, events),
      I5: await checkReads(this.system),
      I6: this.responses.stale.splice(0),
      I7: this.system.dead.map((id) => `${id} ended by itself`),
    };
    const broken = Object.entries(findings).flatMap(([name, found]) =>
      found.slice(0, 5).map((what) => `${name} ${what}`),
    );
    return { lost: lost.length, doubled: doubled.length, broken };
  }

  private more(count: number): Promise<void> {
    const due = this.responses.acknowledged.length + count;
    return this.until('commands are acknowledged', () => Promise.resolve(this.responses.acknowledged.length >= due));
  }

  /** Waits until everything that is in the log now is in JetStream and in the read models. */
  private async caughtUp(): Promise<void> {
    const head = await this.position('select max(position) as position from log.events');
    await this.until('JetStream has what the log has', async () => (await this.streamPosition()) >= head);
    await this.until('the read models have what the log has', async () => {
      return (await readCurrentCheckpoint(this.system.owner)).position >= head;
    });
  }

  private async position(sql: string): Promise<number> {
    const { rows } = await this.system.owner.query<{ position: string | null }>(sql);
    return Number(rows[0]?.position ?? 0);
  }

  /** The last position in JetStream; 0 while its last message is not ours. */
  async streamPosition(): Promise<number> {
    const bus = await this.system.connectBus();
    try {
      const { state } = await bus.jetstream.streams.info('HELPDESK');
      if (state.last_seq === 0) return 0;
      // By a consumer: nats-server 2.9 ends when a single message is read while the relay deletes the stream.
      const last = { deliver_policy: DeliverPolicy.Last };
      const consumer = await bus.jetstream.jetstream().consumers.get('HELPDESK', last);
      const message = await consumer.next({ expires: 1_000 });
      await consumer.delete();
      return message?.json<{ position: string }>().position === String(state.last_seq) ? state.last_seq : 0;
    } catch {
      return 0;
    } finally {
      await bus.close();
    }
  }

  /** @throws {Error} I7: when it does not come true by itself */
  private async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + HEALING;
    while (!(await condition().catch(() => false))) {
      if (Date.now() > end) {
        const lines = this.system.lines.slice(-15).join('\n');
        throw new Error(`I7 is broken: after ${HEALING / 1_000} s it still is not so that ${what}\n${lines}`);
      }
      await sleep(20);
    }
  }
}
