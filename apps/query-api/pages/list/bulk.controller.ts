import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { CommandFlow } from '../../commands/command.flow.js';
import type { Sent } from '../../commands/command.client.js';
import { forms, type Form } from '../../commands/forms.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { StatusForm } from '../shared/status.form.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { rememberRead } from '../../request/request-context.js';
import { ListPage, LIST_PARTIALS } from './list.page.js';
import { listStateOf } from '../shared/list-state.js';

/** At most so many tickets at once. */
const MOST = 200;

interface Result {
  readonly number: number;
  /** Why not; undefined if it was done. */
  readonly code: string | undefined;
}

/** The same for several marked tickets: one command each, and what became of each is told. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets/bulk')
export class BulkController {
  constructor(
    private readonly flow: CommandFlow,
    private readonly statusForm: StatusForm,
    private readonly list: ListPage,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  async act(
    @HelpdeskRequester() requester: Requester,
    @Body({ schema: forms.bulk }) form: Form<'bulk'>,
  ): Promise<Page> {
    const numbers = form.ticket
      .filter((number) => /^[1-9]\d{0,8}$/.test(number))
      .map(Number)
      .slice(0, MOST);
    const results: Result[] = [];
    for (const number of new Set(numbers)) {
      const { answer, rejected } = await this.actOn(requester, number, form);
      if (answer) rememberRead(requester, number, answer.version);
      results.push({ number, code: rejected?.code });
    }
    const list = await this.list.show(requester, listStateOf(form.back));
    const title = texts(requester.locale)('bulk.title');
    const rejected = results.filter(({ code }) => code);
    const data = {
      ...list.options.data,
      results,
      action: form.action,
      done: results.filter(({ code }) => !code),
      rejected,
      // What was typed for those that could not take it is not lost.
      text: rejected.length > 0 ? form.text : '',
      back: form.back,
    };
    return new Page('bulk', {
      title,
      nav: 'tickets',
      data,
      moment: list.options.moment,
      partials: [...LIST_PARTIALS, { name: 'bulk-result' }, { name: 'bulk', swap: 'outerHTML' }],
    });
  }

  private async actOn(requester: Requester, number: number, form: Form<'bulk'>): Promise<Sent> {
    const { text = '', action, nonce, role } = form;
    if (action === 'message') return this.flow.send(requester, form, 'PostMessage', number, { text });
    if (action === 'start') return this.flow.send(requester, form, 'ChangeStatus', number, { status: 'active' });
    const ticket = await this.queries.execute(new GetTicket(requester.role, number));
    const via = ticket && 'status' in ticket && ticket.status === 'open' ? ('start' as const) : undefined;
    const { sent } = await this.statusForm.send(requester, number, { status: 'closed', text, via, nonce, role });
    return sent;
  }
}
