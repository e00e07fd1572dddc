import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { TicketItem } from '#libs/read-models/types.js';
import { textOf } from '#libs/tickets/hidden-texts.js';
import type { Sent } from '../../commands/command.client.js';
import { CommandFlow } from '../../commands/command.flow.js';
import type { Form } from '../../commands/forms.js';
import { GetTicket, ListTickets } from '../../queries/tickets.queries.js';
import { rememberRead } from '../../request/request-context.js';
import type { Requester } from '../../request/requester.decorator.js';
import { StatusForm } from './status.form.js';

/** At most so many tickets at once. */
const MAX_TICKETS = 200;

export type SeveralForm = Omit<Form<'bulk'>, 'ticket' | 'back'>;
/** What became of one of several tickets. */
export interface TicketResult {
  readonly number: number;
  /** Why not; undefined if it was done. */
  readonly code: string | undefined;
}

/** Does the same to several tickets: one command each, and what became of each is told. */
@Injectable()
export class SeveralTickets {
  constructor(
    private readonly flow: CommandFlow,
    private readonly statusForm: StatusForm,
    private readonly queries: QueryBus,
  ) {}

  /** @param given numbers as they were sent; several may be joined by dots */
  async act(requester: Requester, given: readonly string[], form: SeveralForm): Promise<TicketResult[]> {
    const wanted = given.flatMap((one) => one.split('.')).filter((one) => /^[1-9]\d{0,8}$/.test(one));
    const numbers = [...new Set(wanted.map(Number))].slice(0, MAX_TICKETS);
    const { items } = await this.queries.execute(
      new ListTickets(requester.role, { numbers, limit: MAX_TICKETS, sort: 'number' }),
    );
    const known = new Map(items.map((item) => [item.number, item]));
    const results: TicketResult[] = [];
    for (const number of numbers) {
      const item = known.get(number);
      const already = item && alreadySo(item, form);
      const sent = already ? undefined : await this.actOn(requester, number, item, form, items);
      if (sent?.answer) rememberRead(requester, number, sent.answer.version);
      results.push({ number, code: already ?? sent?.rejected?.code });
    }
    return results;
  }

  private async actOn(
    requester: Requester,
    number: number,
    item: TicketItem | undefined,
    form: SeveralForm,
    all: readonly TicketItem[],
  ): Promise<Sent> {
    const { text = '', action, category = '' } = form;
    switch (action) {
      case 'message':
        return this.flow.send(requester, form, 'PostMessage', number, { text });
      case 'start':
        return this.flow.send(requester, form, 'ChangeStatus', number, { status: 'active', ...(text && { text }) });
      case 'category':
        return this.flow.send(requester, form, 'ChangeCategory', number, { category });
      case 'duplicate': {
        const [first] = all;
        if (first?.number === number) return { rejected: { status: 409, code: 'duplicate.first' } };
        return this.flow.send(requester, form, 'MarkDuplicate', number, { of: first?.number ?? null });
      }
      case 'hide':
        return this.hide(requester, number, form);
      case 'close': {
        const via = item?.status === 'open' ? ('start' as const) : undefined;
        const { sent } = await this.statusForm.send(requester, number, { ...form, status: 'closed', text, via });
        return sent;
      }
    }
  }

  /** Hides all texts that came from the browser that reported the ticket. */
  private async hide(requester: Requester, number: number, form: SeveralForm): Promise<Sent> {
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    let sent: Sent = { rejected: { status: 404, code: 'text.unknown' } };
    const timeline = view && 'timeline' in view ? view.timeline : [];
    const { reason = '' } = form;
    const browser = timeline[0]?.browser;
    for (const event of timeline) {
      if (!browser || event.browser !== browser || event.hidden !== undefined || !textOf(event)) continue;
      sent = await this.flow.send(requester, form, 'HideText', number, { position: event.position, reason });
      if (sent.rejected) return sent;
    }
    return sent;
  }
}

/** What a command would find already so: for several tickets that is worth telling. */
function alreadySo(item: TicketItem, { action, category, text }: SeveralForm): string | undefined {
  if (action === 'start' && item.status === 'active' && !text) return 'status.already';
  if (action === 'category' && item.category === category && !item.check) return 'category.already';
  return undefined;
}
