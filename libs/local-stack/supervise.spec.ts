import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { supervise, type Running } from './supervise.js';

/** A process that runs for so many seconds. */
function sleeper(seconds: number): Running & { readonly pid: number } {
  const child = spawn('sleep', [String(seconds)], { stdio: 'ignore' });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? `code ${code}`));
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

it('starts again what was killed, and at once what is told to restart', async () => {
  const said: string[] = [];
  const one = await supervise(
    () => Promise.resolve(sleeper(600)),
    (words) => said.push(words),
  );
  const first = one.current()?.pid ?? 0;
  process.kill(first, 'SIGKILL');
  while ((one.current()?.pid ?? first) === first) await new Promise(setImmediate);
  expect(said).toEqual(['ended unexpectedly (SIGKILL): starting it again', 'is back']);
  const second = one.current()?.pid;
  await one.restart();
  while ((one.current()?.pid ?? second) === second) await new Promise(setImmediate);
  expect(said).toHaveLength(3);
  await one.stop();
  expect(one.current()).toBeUndefined();
});

it('waits five seconds at most, however often it ends', async () => {
  jest.useFakeTimers();
  const starts: number[] = [];
  const start = (): Promise<Running> => {
    starts.push(Date.now());
    if (starts.length % 3 === 0) return Promise.reject(new Error('it does not start'));
    return Promise.resolve({ ended: Promise.resolve(), stop: () => Promise.resolve() });
  };
  const one = await supervise(start, () => undefined);
  await jest.advanceTimersByTimeAsync(120_000);
  await one.stop();
  jest.useRealTimers();
  const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(waits.length).toBeGreaterThan(24);
  expect(Math.max(...waits)).toBeGreaterThan(2_500);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
});
