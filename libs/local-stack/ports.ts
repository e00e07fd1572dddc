import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { until } from '#libs/platform/retry.js';

/**
 * Where servers that choose a port themselves are put: below the ports that the system gives to outgoing connections
 * (from 32768 on Linux). A server that is away for a moment could find one of those taken when it comes back, even by a
 * client that keeps trying to reach it.
 */
const LOWEST = 10_000;
const BEYOND = 32_768;
const TRIES = 100;
/** A server that has just ended may hold its port for a moment longer, in milliseconds. */
const LINGERING = 2_000;

/**
 * A port of this machine's loopback address that nobody uses: the preferred one if it is free.
 * @throws when there is none
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred && (await until(() => isFree(preferred), LINGERING))) return preferred;
  for (let tries = TRIES; tries > 0; tries--) {
    const port = randomInt(LOWEST, BEYOND);
    if (await isFree(port)) return port;
  }
  throw new Error('no free port on 127.0.0.1');
}

async function isFree(port: number): Promise<boolean> {
  return (await whyNot(port, '127.0.0.1')) === undefined;
}

/** The code of the system error that keeps a server from listening there; undefined when nothing does. */
export function whyNot(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
