/**
 * Opens a ticket by NATS request: the same rules, rejections and idempotency as by HTTP.
 *
 *     node dist/examples/open-ticket.js '<what is broken, and where>' [key]
 *
 * Prints the answer; a rejection goes to stderr with exit code 1. With a key of your own (an id from your system, say)
 * running it again opens no second ticket.
 */
import { errors, type NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFromEnvironment } from './nats.js';

interface Answer {
  readonly ticketId: string;
  readonly number: number;
  readonly version: number;
  readonly position: number;
}
interface Rejection {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const ATTEMPTS = 20;

/** An answer can be lost on its way: the same key makes asking again safe. */
async function request(nats: NatsConnection, command: string, body: object): Promise<Answer | Rejection> {
  for (let attempt = 1; ; attempt++) {
    try {
      const reply = await nats.request(`helpdesk.commands.${command}`, JSON.stringify(body), { timeout: 5_000 });
      const answer = reply.json<Answer | Rejection>();
      if (!('code' in answer) || answer.status !== 503 || attempt === ATTEMPTS) return answer;
    } catch (error) {
      const gone = error instanceof errors.RequestError || error instanceof errors.TimeoutError;
      if (!gone || attempt === ATTEMPTS) throw error;
    }
    await sleep(250 * attempt);
  }
}

const [description, key = randomUUID()] = process.argv.slice(2);
if (description === undefined) {
  process.stderr.write("node dist/examples/open-ticket.js 'what is broken, and where'\n");
  process.exit(2);
}
const nats = await connectFromEnvironment('open-ticket');
const answer = await request(nats, 'OpenTicket', { description, role: 'user', key });
await nats.close();
if ('code' in answer) {
  process.stderr.write(`${answer.code}: ${answer.detail}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
