import { Injectable } from '@nestjs/common';
import type { CommandBody, CommandName } from '#libs/tickets/commands.js';
import { PATIENCE, Reads } from '../queries/reads.js';
import { rememberName } from '../request/request-context.js';
import type { Visitor } from '../request/requester.decorator.js';
import { CommandClient, type Sent } from './command.client.js';

/** What each form carries beside its content. */
export interface Sender {
  readonly role?: 'user' | 'helpdesk';
  readonly nonce?: string;
  readonly name?: string;
}

/** From a sent form to its effect on the page. */
@Injectable()
export class CommandFlow {
  constructor(
    private readonly client: CommandClient,
    private readonly reads: Reads,
  ) {}

  /** Sends a command; what it changed can be read when this returns, or the page says "saved, updating". */
  async send<N extends CommandName>(
    visitor: Visitor,
    form: Sender,
    command: N,
    ticket: number | undefined,
    body: CommandBody<N>,
  ): Promise<Sent> {
    // Switched in another tab: nobody shall speak in a role that their page does not show.
    if (form.role && form.role !== visitor.role) {
      visitor.roleChanged = true;
      return { refused: { status: 409, code: 'role.changed' } };
    }
    if (form.name !== undefined) rememberName(visitor, form.name);
    const sent = await this.client.send(command, ticket, body, {
      visit: visitor,
      role: visitor.role,
      nonce: form.nonce,
    });
    if (sent.answer) await this.settle(visitor, sent.answer.position);
    return sent;
  }

  private async settle(visitor: Visitor, position: number): Promise<void> {
    visitor.cookies.set('after', String(position));
    if (visitor.partial) await this.reads.waitFor(position, PATIENCE);
  }
}
