import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { tidy } from '#libs/tickets/commands.js';
import type { Status } from '#libs/tickets/events.js';
import type { Sent } from '../../commands/command.client.js';
import { CommandFlow, type Sender } from '../../commands/command.flow.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import type { Requester } from '../../request/requester.decorator.js';

/** What the form holds beside its sender. */
interface StatusChange {
  readonly status: string;
  readonly version?: number;
  /** A last message, posted with the change. */
  readonly text?: string;
  /** A ticket that waits is started before it is closed. */
  readonly via?: 'start';
  /** Up to which position of the log its sender has seen the tickets of a list. */
  readonly seen?: number;
}

/** A form that may hold two commands, the start and the closing with its message. The first rejection ends it. */
@Injectable()
export class StatusForm {
  constructor(
    private readonly flow: CommandFlow,
    private readonly queries: QueryBus,
  ) {}

  async send(
    requester: Requester,
    number: number,
    form: Sender & StatusChange,
  ): Promise<{ sent: Sent; failed: 'message' | 'status' }> {
    const { status, version, via } = form;
    if (status === 'closed' && (await this.hasUnseen(requester, number, form)))
      return { sent: { rejected: { status: 409, code: 'close.unseen' } }, failed: 'status' };
    const text = form.text !== undefined && tidy(form.text) !== '' ? { text: form.text } : {};
    const send = async (
      to: Status,
      from: number | undefined,
      said: object,
    ): Promise<{ sent: Sent; failed: 'message' | 'status' }> => {
      const sent = await this.flow.send(requester, form, 'ChangeStatus', number, {
        status: to,
        version: from,
        ...said,
      });
      return { sent, failed: sent.rejected?.code.startsWith('message.') ? 'message' : 'status' };
    };
    if (via !== 'start' || status !== 'closed') return send(status as Status, version, text);
    const started = await send('active', version, {});
    // The version of the form is older than the start that was just made with it.
    return started.sent.answer ? send('closed', started.sent.answer.version, text) : started;
  }

  /** Whether a user has written what the helpdesk has not seen in this browser, nor knows from the form. */
  private async hasUnseen(requester: Requester, number: number, { version, seen }: StatusChange): Promise<boolean> {
    const known = Math.max(version ?? (seen === undefined ? Infinity : 0), requester.read.get(number) ?? 0);
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    if (!view || 'closedForUser' in view) return false;
    return view.timeline.some(
      (event) =>
        event.type === 'MessagePosted' &&
        event.role === 'user' &&
        event.version > known &&
        event.position > (seen ?? 0),
    );
  }
}
