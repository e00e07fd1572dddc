import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, type AppOptions } from '#libs/platform/boot.js';
import type { RawEvent } from './raw-event.js';
import { World } from './world.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- specs look into answers
  readonly body: any;
  readonly text: string;
}

/** The real query-api on a real log and real read models. */
export class ApiWorld {
  private position = 0;

  private constructor(
    readonly world: World,
    private readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  /** @param queryApi the app; it finds its database in the environment */
  static async create(queryApi: AppOptions, timeZone = 'Europe/Rome'): Promise<ApiWorld> {
    const world = await World.create(timeZone);
    process.env['DATABASE_URL'] = world.url;
    const app = await createApp(queryApi, { LOG_LEVEL: 'error' });
    await app.listen(0, '127.0.0.1');
    return new ApiWorld(world, app, await app.getUrl());
  }

  /** Writes an event to the log and projects it, unless told not to. */
  async event(ticket: number, type: string, data: object, more: Partial<Told> = {}): Promise<RawEvent> {
    const { role = 'user', at, secret = null, projected = true, name } = more;
    const stream = `ticket-${ticketId(ticket)}`;
    const version = (this.versions.get(stream) ?? 0) + 1;
    this.versions.set(stream, version);
    const event: RawEvent = {
      position: ++this.position,
      stream,
      version,
      type,
      data: JSON.stringify(data),
      private: secret || name ? JSON.stringify({ ...secret, ...(name && { name }) }) : null,
      metadata: JSON.stringify({ role, commandId: `c${this.position}`, correlationId: 'a'.repeat(32) }),
      recordedAt: new Date(at ?? Date.now()),
    };
    await this.world.write([event]);
    if (projected) await this.world.project(event.position - 1);
    return event;
  }

  opened(ticket: number, description: string, category: string, at: string, follows?: string): Promise<RawEvent> {
    const classification = { category, confidence: 0.9, categorizerVersion: 'test' };
    const secret = { description, words: ['word'] };
    return this.event(
      ticket,
      'TicketOpened',
      { number: ticket, classification, ...(follows && { follows }) },
      { at, secret },
    );
  }

  async get(
    path: string,
    role: string | undefined = 'helpdesk',
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      headers: { ...(role && { 'Helpdesk-Role': role }), ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.world.close();
  }

  private readonly versions = new Map<string, number>();
}

interface Told {
  role: string;
  at: string;
  secret: object;
  name: string;
  projected: boolean;
}

/** The UUID of the ticket with this number. */
export function ticketId(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
