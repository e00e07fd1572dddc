import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { closedLoop, type Measured } from './closed-loop.js';
import { aDescription } from './texts.js';

/** Opens tickets by HTTP, each client on a connection of its own. */
export async function httpLoad(url: string, clients: number, seconds: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  try {
    return await closedLoop(clients, seconds, () => openTicket(url, agent));
  } finally {
    agent.destroy();
  }
}

/** Opens a ticket by HTTP, or fails. */
export async function openTicket(url: string, agent: Agent): Promise<void> {
  const body = JSON.stringify({ description: aDescription() });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'helpdesk-role': 'user',
    'helpdesk-browser': 'bench',
    'idempotency-key': randomBytes(16).toString('hex'),
  };
  await new Promise<void>((resolve, reject) => {
    const sent = request(`${url}/tickets`, { method: 'POST', agent, headers }, (response) => {
      const wrong = response.statusCode === 201 ? undefined : new Error(`answered ${response.statusCode}`);
      text(response).then((said) => (wrong ? reject(new Error(`${wrong.message}: ${said}`)) : resolve()), reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
