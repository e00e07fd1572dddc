import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { send } from '../http.js';
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
  const headers = {
    'content-type': 'application/json',
    'helpdesk-role': 'user',
    'helpdesk-browser': 'bench',
    'idempotency-key': randomBytes(16).toString('hex'),
  };
  await send(agent, `${url}/tickets`, { headers, body: JSON.stringify({ description: aDescription() }), good: [201] });
}
