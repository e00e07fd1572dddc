import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { pause } from '#libs/platform/retry.js';
import { send } from '../http.js';
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
    const anyTicket = `/tickets/${1 + Math.floor(Math.random() * this.tickets)}`;
    const own = this.own[Math.floor(Math.random() * this.own.length)];
    const open = (): Promise<void> => this.write('user', '/tickets', { description: aDescription() });
    const acts: Record<Kind, () => Promise<unknown>> = {
      'list of the helpdesk': () => this.ask('helpdesk', '/tickets'),
      'list of a user': () => this.ask('user', '/tickets'),
      search: () => this.ask('helpdesk', `/tickets?q=${word}`),
      ticket: () => this.ask('helpdesk', anyTicket),
      analytics: () => this.ask('helpdesk', '/analytics'),
      message: () => this.write('helpdesk', `${anyTicket}/messages`, { text: aDescription() }),
      'edit of a description': () =>
        own ? this.write('user', `/tickets/${own}/description`, { description: aDescription() }) : open(),
      'new ticket': open,
    };
    await acts[kind]();
  }

  /** Sends a form; what was opened is remembered. */
  private async write(role: string, path: string, fields: Record<string, string>): Promise<void> {
    const location = await this.ask(role, path, new URLSearchParams({ ...fields, nonce: randomUUID() }).toString());
    this.acknowledged++;
    const number = Number(/^\/tickets\/(\d+)/.exec(location)?.[1]);
    if (path === '/tickets' && number) this.own.push(number);
  }

  /** @returns where the answer leads to, if anywhere */
  private async ask(role: string, path: string, form?: string): Promise<string> {
    const browser = this.browsers[this.turn % this.browsers.length] ?? '';
    const headers = { accept: 'text/html', cookie: `role=${role}; browser=${browser}` };
    const posted = {
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
      good: [200, 303],
    };
    const { location = '' } = await send(this.agent, this.url + path, form === undefined ? { headers } : posted);
    return location;
  }
}

/** How long a page waits before it connects again, in milliseconds. */
const RECONNECT = 500;

/** Pages that are open in browsers and follow what happens. */
export class LivePages {
  private readonly closing = new AbortController();
  /** Changes that came, all pages together. */
  updates = 0;

  /**
   * Opens so many: half show the list, half a ticket each.
   * @param position of the log that they show
   */
  async open(url: string, count: number, position: number): Promise<void> {
    const headers = { accept: 'text/event-stream', cookie: 'role=helpdesk', 'last-event-id': String(position) };
    for (let index = 0; index < count; index++) {
      const path = index % 2 === 0 ? '/tickets/stream' : `/tickets/${index}/stream`;
      const connect = async (): Promise<ReadableStream<Uint8Array>> => {
        const response = await fetch(url + path, { headers, signal: this.closing.signal });
        if (!response.ok || !response.body) throw new Error(`${path} ${response.status}`);
        return response.body;
      };
      void this.follow(await connect(), connect);
    }
  }

  close(): void {
    this.closing.abort();
  }

  /** Connects again whenever the stream ends, as a browser does. */
  private async follow(body: ReadableStream<Uint8Array>, connect: () => Promise<typeof body>): Promise<void> {
    for (let stream: typeof body | undefined = body; !this.closing.signal.aborted;) {
      try {
        for await (const chunk of stream ?? (await connect())) if (Buffer.from(chunk).includes('hx-')) this.updates++;
      } catch {
        // The server was away, or this has been closed.
      }
      stream = undefined;
      await pause(RECONNECT, this.closing.signal);
    }
  }
}
