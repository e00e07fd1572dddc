import { until } from '#libs/platform/retry.js';
import { Harness, type Fault } from '../faults/harness.js';
import { Chance } from '../faults/random.js';
import { System } from '../faults/system.js';
import { doingOf, INSTANCES, killed, PAIRS, rolled, upgraded } from './instances.js';
import { Reader } from './reader.js';

const chance = Chance.fromEnvironment();
const long = process.env['RUN_LONG'] ? describe : describe.skip;

let system: System;
let harness: Harness;

beforeAll(async () => {
  system = await System.start();
  await system.add('command-api', PAIRS['command-api'][1]);
  await Promise.all([
    system.add('analytics-projector', PAIRS['analytics-projector'][1]),
    system.add('query-api', PAIRS['query-api'][1]),
  ]);
  harness = new Harness(system, chance);
}, 90_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

/** Everything that must hold, under people who write and people who read. */
async function play(fault: Fault): Promise<object> {
  const reader = new Reader(PAIRS['query-api'].map((id) => system.urlOf(id)));
  const reading = reader.run();
  const { acknowledged, lost, doubled, broken, seconds } = await harness.play(fault);
  reader.stop();
  await reading;
  const { pages, repeated, uncured } = reader;
  process.stderr.write(
    `${fault.name}: ${acknowledged} commands, ${pages} pages (${repeated} asked again), caught up after ${seconds.toFixed(1)} s\n`,
  );
  return { lost, doubled, broken, uncured };
}
const NO_HARM = { lost: 0, doubled: 0, broken: [], uncured: [] };

describe(`two of each (FAULT_SEED=${chance.seed})`, () => {
  it('lose nothing when one is killed, and the projector that stood by takes over within seconds', async () => {
    const [first, second] = PAIRS['analytics-projector'];
    const roles = async (): Promise<string> => [await doingOf(system, first), await doingOf(system, second)].join();
    expect(await until(async () => (await roles()) === 'following,standing by', 10_000)).toBe(true);
    let seconds = Infinity;
    const harm = await play({
      name: 'the projector that works, a command-api and a query-api killed -9',
      async run(context) {
        const began = performance.now();
        const taken = context.system.kill(first);
        await until(async () => (await doingOf(system, second)) === 'following', 20_000);
        seconds = (performance.now() - began) / 1_000;
        await taken;
        await context.acknowledged(10);
        await context.system.revive(first);
        await killed(PAIRS['command-api'][0]).run(context);
        await killed(PAIRS['query-api'][0]).run(context);
      },
    });
    expect(harm).toEqual(NO_HARM);
    expect(seconds).toBeLessThan(5);
    expect(await until(async () => (await roles()) === 'standing by,following', 10_000)).toBe(true);
  }, 90_000);
});

long('two of each in the long run', () => {
  it.each([...INSTANCES, ...INSTANCES])(
    'lose nothing when %s is killed',
    async (id) => {
      expect(await play(killed(id))).toEqual(NO_HARM);
    },
    120_000,
  );

  it.each([rolled('a rolling restart'), upgraded].map((fault) => [fault.name, fault] as const))(
    'lose nothing in %s',
    async (_name, fault) => {
      expect(await play(fault)).toEqual(NO_HARM);
    },
    240_000,
  );
});
