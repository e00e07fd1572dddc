import { Injectable } from '@nestjs/common';
import type { SentPhoto } from '#libs/photos/read-form.js';
import { definitionOf, type CommandBody, type CommandName } from '#libs/tickets/commands.js';
import { Floods } from '../limits/floods.js';
import { ReadPosition, WAIT_TIMEOUT } from '../queries/read-position.js';
import { rememberName } from '../request/request-context.js';
import type { Requester } from '../request/requester.decorator.js';
import { CommandClient, type Sent } from './command.client.js';

/** What each form carries beside its content. */
export interface Sender {
  readonly role?: 'user' | 'helpdesk';
  readonly nonce?: string;
  readonly name?: string;
  readonly photos?: readonly SentPhoto[];
  /** A field that people do not see: programs fill it in. */
  readonly website?: string;
}

/** From a sent form to its effect on the page. */
@Injectable()
export class CommandFlow {
  constructor(
    private readonly client: CommandClient,
    private readonly position: ReadPosition,
    private readonly floods: Floods,
  ) {}

  /** Sends a command; what it changed can be read when this returns, or the page says "saved, updating". */
  async send<N extends CommandName>(
    requester: Requester,
    form: Sender,
    command: N,
    ticket: number | undefined,
    body: CommandBody<N>,
  ): Promise<Sent> {
    // Switched in another tab: nobody shall speak in a role that their page does not show.
    if (form.role && form.role !== requester.role) {
      requester.roleChanged = true;
      return { rejected: { status: 409, code: 'role.changed' } };
    }
    if (form.website) return { rejected: { status: 422, code: 'form.trap' } };
    if (!this.floods.allows(requester, command)) return { rejected: { status: 429, code: 'rate.limited' } };
    if (form.name !== undefined) rememberName(requester, form.name);
    const sent = await this.client.send(command, ticket, body, {
      requester,
      role: requester.role,
      nonce: form.nonce,
      photos: takesPhotos(command, body) ? form.photos : undefined,
    });
    if (sent.answer && command === 'OpenTicket') this.floods.reported(requester, sent.answer.number);
    if (sent.answer) await this.settle(requester, sent.answer.position);
    return sent;
  }

  private async settle(requester: Requester, position: number): Promise<void> {
    requester.cookies.set('after', String(position));
    if (requester.partial) await this.position.waitFor(position, WAIT_TIMEOUT);
  }
}

/** Photos go with a text: a change of the status without one leaves them out. */
function takesPhotos(command: CommandName, body: object): boolean {
  return definitionOf(command).photos === true && ('text' in body || 'description' in body);
}
