import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CATEGORIES } from '#libs/tickets/events.js';
import type { Answer, Responses, Sent } from './responses.js';
import type { Chance } from './random.js';

/** What a client needs of the system. */
export interface Target {
  readonly commandUrls: readonly string[];
  readonly queryUrl: string;
}

/** How long a client waits for one answer, and before it asks again, in milliseconds. */
const TIMEOUT = 10_000;
const PAUSE = 50;

/** Somebody who sends one command after the other, and asks again under the same key until it is answered. */
export class Client {
  private stopped = false;
  private abandoned = false;
  private count = 0;
  private readonly browser = randomUUID();
  /** Which command-api it talks to; another one after each that did not answer. */
  private home: number;

  constructor(
    private readonly name: string,
    private readonly target: Target,
    private readonly responses: Responses,
    private readonly chance: Chance,
    /** Longest pause between two commands, in milliseconds. */
    private readonly pause = 60,
  ) {
    this.home = chance.int(0, 999);
  }

  /** What was begun is brought to an end; `abandon` does not even wait for that. */
  stop(abandon = false): void {
    this.stopped = true;
    this.abandoned = abandon;
  }

  /** Sends until stopped. */
  async run(): Promise<void> {
    while (!this.stopped) {
      const answer = await this.send(this.next());
      if (answer && this.chance.next() < 0.3) await this.look(answer);
      await sleep(this.chance.int(0, this.pause));
    }
  }

  /** Sends one command and records what became of it. */
  async send(command: Sent): Promise<Answer | undefined> {
    this.responses.sent(command);
    while (!this.abandoned) {
      const answer = await this.attempt(command);
      if (!answer) await sleep(PAUSE);
      else return this.responses.answered(command, answer.status, answer.body);
    }
    return undefined;
  }

  /** Undefined when nothing is known: no answer, or one that says to ask again. */
  private async attempt(command: Sent): Promise<{ status: number; body: unknown } | undefined> {
    const { commandUrls } = this.target;
    const url = `${commandUrls[this.home % commandUrls.length]}${command.path}`;
    const headers = {
      'content-type': 'application/json',
      'helpdesk-role': command.role,
      'helpdesk-name': this.name,
      'helpdesk-browser': this.browser,
      'idempotency-key': command.key,
    };
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      const { method, body } = command;
      const response = await fetch(url, { method, headers, body: JSON.stringify(body), signal });
      const answer: unknown = await response.json();
      if (response.status < 500) return { status: response.status, body: answer };
    } catch {
      // Whether it was done is not known: the same key is sent again.
    }
    this.home++;
    return undefined;
  }

  /** I6: what is read after a command has its effect, or says that it is older. */
  private async look(answer: Answer): Promise<void> {
    const url = `${this.target.queryUrl}/api/tickets/${answer.ticketId}`;
    const headers = { 'helpdesk-role': 'helpdesk', 'helpdesk-wait-for': String(answer.position) };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT) }).catch(() => undefined);
    if (!response || response.status >= 500) return;
    const asOf = Number(response.headers.get('helpdesk-as-of') ?? Number.MAX_SAFE_INTEGER);
    const { version = 0 } = (await response.json()) as { version?: number };
    if (asOf >= answer.position && version < answer.version) {
      this.responses.stale.push(
        `${url}: ${response.status}, version ${version} as of ${asOf} after ${JSON.stringify(answer)}`,
      );
    }
  }

  private next(): Sent {
    const { chance, responses } = this;
    const ticket = responses.tickets.length > 0 ? chance.pick(responses.tickets.slice(-20)) : undefined;
    const percent = ticket ? chance.int(1, 100) : 1;
    if (!ticket || percent <= 20)
      return this.command('POST', '/tickets', (mark) => ({ description: `Broken ${mark}` }));
    const at = `/tickets/${ticket}`;
    if (percent <= 55) return this.command('POST', `${at}/messages`, (mark) => ({ text: `Said ${mark}` }));
    if (percent <= 70) return this.command('PATCH', at, (mark) => ({ description: `Changed ${mark}` }));
    if (percent <= 85) {
      const status = chance.pick(['active', 'active', 'closed']);
      return this.command('POST', `${at}/status`, () => ({ status }), 'helpdesk');
    }
    if (percent <= 95) {
      const category = chance.pick(CATEGORIES);
      return this.command('POST', `${at}/category`, () => ({ category }), 'helpdesk');
    }
    return this.command('POST', `${at}/me-too`, () => ({}));
  }

  /** @param body gets a mark that no other command has */
  command(
    method: 'POST' | 'PATCH',
    path: string,
    body: (mark: string) => object,
    role: 'user' | 'helpdesk' = 'user',
  ): Sent {
    const mark = `<${this.name}-${++this.count}>`;
    const made = body(mark);
    const marked = JSON.stringify(made).includes(mark);
    return { key: randomUUID(), method, path, body: made, role, ...(marked ? { mark } : {}) };
  }
}
