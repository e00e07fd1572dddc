import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { aDescription } from '../log/texts.js';

/** What was asked for, and how often that is, in percent: 80 reads, 15 messages and edits, 5 new tickets. */
export const MIX = {
  'list of the helpdesk': 22,
  'list of a user': 20,
  search: 8,
  ticket: 25,
  analytics: 5,
  message: 10,
  'edit of a description': 5,
  'new ticket': 5,
} as const;
export type Kind = keyof typeof MIX;

/** Answers other than these are errors. */
const GOOD = new Set([200, 303]);
const WORDS = ['projector', 'heating', 'wifi', 'printer', 'lift', 'water', 'door', 'invoice'];

/** People in front of the pages: each with a browser, over connections that stay open. */
export class Visitors {
  private readonly agent: Agent;
  private readonly browsers = Array.from({ length: 500 }, () => randomUUID());
  /** Numbers of tickets opened here: users may see and edit them. */
  private readonly own: number[] = [];
  private turn = 0;
  /** Commands that were acknowledged. */
  acknowledged = 0;

  constructor(
    private readonly url: string,
    private readonly tickets: number,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  close(): void {
    this.agent.destroy();
  }

  /** The next thing that somebody does, by the mix. */
  next(): Kind {
    let choice = Math.random() * 100;
    for (const [kind, share] of Object.entries(MIX)) {
      choice -= share;
      if (choice < 0) return kind as Kind;
    }
    return 'ticket';
  }

  /** @throws {Error} when the answer is none of the expected ones */
  async act(kind: Kind): Promise<void> {
    const word = WORDS[this.turn++ % WORDS.length] ?? '';
    switch (kind) {
      case 'list of the helpdesk':
        return void (await this.ask('helpdesk', '/tickets'));
      case 'list of a user':
        return void (await this.ask('user', '/tickets'));
      case 'search':
        return void (await this.ask('helpdesk', `/tickets?q=${word}`));
      case 'ticket':
        return void (await this.ask('helpdesk', `/tickets/${this.anyTicket()}`));
      case 'analytics':
        return void (await this.ask('helpdesk', '/analytics'));
      case 'message':
        return this.write('helpdesk', `/tickets/${this.anyTicket()}/messages`, { text: aDescription() });
      case 'edit of a description': {
        const number = this.own[Math.floor(Math.random() * this.own.length)];
        if (number === undefined) return this.act('new ticket');
        return this.write('user', `/tickets/${number}/description`, { description: aDescription() });
      }
      case 'new ticket':
        return this.write('user', '/tickets', { description: aDescription() });
      default:
        return kind satisfies never;
    }
  }

  private anyTicket(): number {
    return 1 + Math.floor(Math.random() * this.tickets);
  }

  /** Sends a form; what was opened is remembered. */
  private async write(role: string, path: string, fields: Record<string, string>): Promise<void> {
    const location = await this.ask(role, path, new URLSearchParams({ ...fields, nonce: randomUUID() }).toString());
    this.acknowledged++;
    const number = Number(/^\/tickets\/(\d+)/.exec(location)?.[1]);
    if (path === '/tickets' && number) this.own.push(number);
  }

  private ask(role: string, path: string, form?: string): Promise<string> {
    const browser = this.browsers[this.turn % this.browsers.length] ?? '';
    const headers = {
      accept: 'text/html',
      cookie: `role=${role}; browser=${browser}`,
      ...(form === undefined
        ? {}
        : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(form)) }),
    };
    const method = form === undefined ? 'GET' : 'POST';
    return new Promise((resolve, reject) => {
      const sent = request(this.url + path, { method, agent: this.agent, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        const good = form === undefined ? statusCode === 200 : GOOD.has(statusCode);
        const wrong = (said: string): Error => new Error(`${method} ${path} ${statusCode}: ${said.slice(0, 200)}`);
        text(answer).then((said) => (good ? resolve(answer.headers.location ?? '') : reject(wrong(said))), reject);
      });
      sent.on('error', reject);
      sent.end(form);
    });
  }
}
