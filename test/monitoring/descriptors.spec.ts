import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { until } from '#libs/platform/retry.js';
import { System } from '../faults/system.js';

/** File descriptors that are left to a process, and connections that ask for one each. */
const LEFT = 10;
const CONNECTIONS = 100;

let system: System;

beforeAll(async () => {
  system = await System.start();
}, 60_000);
afterAll(async () => {
  await system?.stop();
}, 30_000);

function limit(pid: number, files: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--nofile=${files}:`]);
}

function open(url: URL): Socket {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.write(`GET /health/ready HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  return socket;
}

/** Leaves a process hardly any descriptors, and asks for more. */
async function exhaust(app: string): Promise<void> {
  const pid = system.pid(app);
  const url = new URL(system.urlOf(app));
  limit(pid, readdirSync(`/proc/${pid}/fd`).length + LEFT);
  const sockets = Array.from({ length: CONNECTIONS }, () => open(url));
  const refused = (): boolean => sockets.filter(({ destroyed }) => destroyed).length >= CONNECTIONS - 2 * LEFT;
  expect(await until(refused, 10_000)).toBe(true);
  // Timers that look at the process run each second.
  expect(await until(() => system.dead.length > 0, 3_000)).toBe(false);
  sockets.forEach((socket) => socket.destroy());
  limit(pid, 1_024);
  expect(await until(async () => (await fetch(`${url.href}health/ready`)).ok, 20_000)).toBe(true);
}

it('query-api, command-api and projector refuse connections when they may open no more files, and go on', async () => {
  await Promise.all(['query-api', 'command-api', 'analytics-projector'].map(exhaust));
}, 60_000);
