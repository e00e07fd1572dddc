import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { commandApiUrl, readConfig } from '#libs/platform/config.js';
import { traceHeaders } from '#libs/platform/correlation.js';
import {
  commandAnswer,
  definitionOf,
  normalBody,
  type CommandAnswer,
  type CommandBody,
  type CommandName,
} from '#libs/tickets/commands.js';
import type { SentPhoto } from '#libs/photos/read-form.js';
import { toHttp } from '#libs/tickets/http-routes.js';
import type { RequestContext } from '../request/request-context.js';
import type { PageRole } from '../request/role.js';

/** Longest wait for an answer of command-api, in milliseconds. */
const TIMEOUT = 10_000;
/** The same with photos, which are decoded meanwhile. */
const PHOTO_TIMEOUT = 60_000;

/** What a rejection says: the members of problem+json that the pages use. */
export interface Rejected {
  readonly status: number;
  readonly code: string;
  readonly version?: number;
  readonly changes?: readonly {
    readonly field: string;
    readonly value: string;
    readonly role: string;
    readonly at: string;
  }[];
}
export type Sent =
  | { readonly answer: CommandAnswer; readonly rejected?: undefined }
  | { readonly rejected: Rejected; readonly answer?: undefined };

/** Hands what people send in forms to command-api, which alone says yes or no. */
@Injectable()
export class CommandClient {
  private readonly config = readConfig();

  /**
   * @param nonce of the form: with the content it makes the command's id, so that sending twice is one command and
   *   another text a new one. Without one each call is a new command.
   */
  async send<N extends CommandName>(
    command: N,
    ticket: number | undefined,
    body: CommandBody<N>,
    by: {
      readonly requester: RequestContext;
      readonly role: PageRole;
      readonly nonce?: string;
      readonly photos?: readonly SentPhoto[];
    },
  ): Promise<Sent> {
    const { photos = [] } = by;
    const asked = normalBody(body);
    const { path, content } = toHttp(command, ticket, asked);
    const url = `${commandApiUrl(this.config)}/tickets${path}`;
    const { 'Content-Type': json, ...headers } = this.headers(
      by,
      `${command} ${ticket ?? ''} ${JSON.stringify(asked)}${photos.map(nameOf).join('')}`,
    );
    const { method } = definitionOf(command);
    const init: RequestInit =
      photos.length > 0
        ? { method, headers, body: formOf(content, photos) }
        : { method, headers: { ...headers, ...(json && { 'Content-Type': json }) }, body: JSON.stringify(content) };
    try {
      return await this.ask(url, init);
    } catch {
      // The answer is lost, the command perhaps not: with the same id it is safe to ask again.
      if (!by.nonce) return { rejected: { status: 503, code: 'command-api.away' } };
      return await this.ask(url, init).catch(() => ({ rejected: { status: 503, code: 'command-api.away' } }));
    }
  }

  private headers(
    by: { requester: RequestContext; role: PageRole; nonce?: string },
    content: string,
  ): Record<string, string> {
    const { requester, role, nonce } = by;
    const token = this.config.COMMAND_API_TOKEN;
    return {
      'Content-Type': 'application/json',
      'Helpdesk-Role': role,
      'Helpdesk-Browser': requester.browser,
      ...traceHeaders(),
      ...(requester.name && { 'Helpdesk-Name': encodeURIComponent(requester.name) }),
      ...(nonce && { 'Idempotency-Key': createHash('sha256').update(`${nonce}\n${role}\n${content}`).digest('hex') }),
      ...(token && { Authorization: `Bearer ${token}` }),
    };
  }

  private async ask(url: string, init: RequestInit): Promise<Sent> {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.timeout(init.body instanceof FormData ? PHOTO_TIMEOUT : TIMEOUT),
    });
    const body: unknown = await response.json();
    if (response.ok) return { answer: commandAnswer.parse(body) };
    const problem = body as Partial<Rejected>;
    return { rejected: { ...problem, status: response.status, code: problem.code ?? 'unknown' } };
  }
}

/** What tells two photos apart, for the id of their command. */
function nameOf({ content, alt }: SentPhoto): string {
  return ` ${createHash('sha256').update(content).digest('hex')} ${alt}`;
}

function formOf(content: Readonly<Record<string, unknown>>, photos: readonly SentPhoto[]): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(content)) if (value !== undefined) form.append(name, String(value));
  for (const { content: bytes, alt } of photos) {
    form.append('photos', new Blob([new Uint8Array(bytes)]), 'photo');
    form.append('alt', alt);
  }
  return form;
}
