import { Injectable } from '@nestjs/common';
import { tidy } from '#libs/tickets/commands.js';
import type { Status } from '#libs/tickets/events.js';
import type { Sent } from '../commands/command.client.js';
import { CommandFlow } from '../commands/command.flow.js';
import type { Form } from '../commands/forms.js';
import type { Visitor } from '../visit/visitor.decorator.js';

/** One form that may hold several commands: a last message, the start, the status asked for. The first refusal ends it. */
@Injectable()
export class StatusForm {
  constructor(private readonly flow: CommandFlow) {}

  async send(
    visitor: Visitor,
    number: number,
    form: Form<'status'>,
  ): Promise<{ sent: Sent; failed: 'message' | 'status' }> {
    const { text, status, version, via } = form;
    if (text !== undefined && tidy(text) !== '') {
      const sent = await this.flow.send(visitor, form, 'PostMessage', number, { text });
      if (sent.refused) return { sent, failed: 'message' };
    }
    if (via === 'start') {
      const sent = await this.flow.send(visitor, form, 'ChangeStatus', number, { status: 'active', version });
      if (sent.refused) return { sent, failed: 'status' };
      // The version of the form is older than the start that was just made with it.
      return {
        sent: await this.flow.send(visitor, form, 'ChangeStatus', number, {
          status: 'closed',
          version: sent.answer.version,
        }),
        failed: 'status',
      };
    }
    return {
      sent: await this.flow.send(visitor, form, 'ChangeStatus', number, { status: status as Status, version }),
      failed: 'status',
    };
  }
}
