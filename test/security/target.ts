import { connect } from 'node:net';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { createTestDatabase, startTestNats, type TestDatabase, type TestNats } from '#support/servers.js';
import { until } from '#libs/platform/retry.js';

export type Role = 'user' | 'helpdesk';

/** What a request says beside its address; `cookies` are sent as they are. */
export interface Ask {
  readonly role?: Role | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: string;
  /** Asks like htmx, for the changed parts of a page. */
  readonly partial?: boolean;
}
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}
interface LogLine {
  readonly level: string;
  readonly app: string;
  readonly message: string;
}

/** The three apps as they run in earnest, to be attacked. */
export class Target {
  private constructor(
    readonly apps: StartedApps,
    readonly database: TestDatabase,
    readonly nats: TestNats,
  ) {}

  static async start(
    env: Readonly<Record<string, string>> = {},
    more: { readonly notifier?: boolean } = {},
  ): Promise<Target> {
    const [database, nats] = await Promise.all([createTestDatabase(), startTestNats()]);
    try {
      const apps = await startApps({ databaseUrl: database.url, natsUrl: nats.url, env, ...more });
      const target = new Target(apps, database, nats);
      if (await until(async () => target.isReady(), 20_000)) return target;
      await apps.stop();
      throw new Error('the read models are not ready');
    } catch (error) {
      await nats.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.apps.stop();
    await this.nats.stop();
    await this.database.drop();
  }

  /** An address of the pages or the reading API. */
  async get(path: string, ask: Ask = {}): Promise<Answer> {
    return answerOf(await fetch(this.apps.queryUrl + path, { headers: headersOf(ask), redirect: 'manual' }));
  }

  /** A form of the pages. */
  async post(path: string, fields: Readonly<Record<string, string>>, ask: Ask = {}): Promise<Answer> {
    const init = { method: 'POST', headers: headersOf(ask), body: new URLSearchParams(fields), redirect: 'manual' };
    return answerOf(await fetch(this.apps.queryUrl + path, init as RequestInit));
  }

  /** A command, sent to command-api itself. */
  async command(method: 'POST' | 'PATCH', path: string, body: unknown, ask: Ask = {}): Promise<Answer> {
    const role: Record<string, string> = ask.role ? { 'helpdesk-role': ask.role } : {};
    const headers = { 'content-type': 'application/json', ...role, ...headersOf({ ...ask, cookies: '' }) };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return answerOf(await fetch(this.apps.commandUrl + path, { method, headers, body: text }));
  }

  /** Opens a ticket and waits until it can be read. */
  async open(description: string, headers: Readonly<Record<string, string>> = {}): Promise<Opened> {
    const { status, body } = await this.command('POST', '/tickets', { description }, { role: 'user', headers });
    if (status !== 201) throw new Error(`not opened: ${body}`);
    const opened = JSON.parse(body) as Opened;
    await this.readable(opened.position);
    return opened;
  }

  /** A ticket that went its whole way. */
  async openAndClose(description: string): Promise<Opened> {
    const opened = await this.open(description);
    for (const status of ['active', 'closed']) {
      const { body } = await this.command('POST', `/tickets/${opened.number}/status`, { status }, { role: 'helpdesk' });
      await this.readable((JSON.parse(body) as Opened).position);
    }
    return opened;
  }

  /** Waits until the read models have this position of the log. */
  async readable(position: number): Promise<void> {
    const read = async (): Promise<boolean> => {
      const { body } = await this.get('/health/ready');
      const { checks } = JSON.parse(body) as { checks: { 'read-models'?: { position?: number } } };
      return (checks['read-models']?.position ?? 0) >= position;
    };
    if (!(await until(read, 10_000))) throw new Error(`position ${position} cannot be read`);
  }

  /** Reads a stream of changes until it has said enough. */
  async stream(path: string, ask: Ask, enough: (said: string) => boolean, timeout = 15_000): Promise<string> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), timeout);
    let said = '';
    try {
      const init = { headers: { ...headersOf(ask), accept: 'text/event-stream' }, signal: stop.signal };
      const { body } = await fetch(this.apps.queryUrl + path, init);
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        said += chunk;
        if (enough(said)) break;
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
    return said;
  }

  /** What somebody in the server room would have to look at: processes that fell over, errors that nobody foresaw. */
  get damage(): string[] {
    const dead = Object.entries(this.apps.apps).filter(([, { process }]) => process.exitCode !== null);
    const errors = this.apps.lines.map(toLine).filter(({ level }) => level === 'error' || level === 'fatal');
    return [...dead.map(([name]) => `${name} is dead`), ...errors.map(({ app, message }) => `${app}: ${message}`)];
  }

  private async isReady(): Promise<boolean> {
    return (await this.get('/health/ready')).status === 200;
  }
}

export interface Opened {
  readonly ticketId: string;
  readonly number: number;
  readonly version: number;
  readonly position: number;
}

/** Sends bytes as they are and gives all that comes back until the other side ends, or the time is over. */
export function sendRaw(url: string, bytes: string | Buffer, timeout = 2_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), timeout);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (heard += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(heard);
    });
  });
}

/** Each place where some words stand, with a little of what is around; empty if they do not. */
export function placesOf(words: string, body: string): string[] {
  return [...body.matchAll(new RegExp(words, 'gi'))].map(({ index }) =>
    body.slice(Math.max(0, index - 40), index + 40),
  );
}

function headersOf({ role, headers = {}, cookies, partial }: Ask): Record<string, string> {
  const cookie = cookies ?? (role ? `role=${role}` : '');
  return {
    accept: 'text/html',
    ...(cookie ? { cookie } : {}),
    ...(partial ? { 'HX-Request': 'true', 'HX-Request-Type': 'partial' } : {}),
    ...headers,
  };
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: await response.text() };
}

function toLine(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { level: '', app: '', message: text };
  }
}
