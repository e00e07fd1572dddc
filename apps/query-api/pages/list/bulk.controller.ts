import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { forms, type Form } from '../../commands/forms.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { listStateOf } from '../shared/list-state.js';
import { presentResults } from '../shared/results.presenter.js';
import { SeveralTickets } from '../shared/several-tickets.js';
import { ListPage, LIST_PARTIALS } from './list.page.js';

/** What is done to the marked tickets of a list. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets/bulk')
export class BulkController {
  constructor(
    private readonly several: SeveralTickets,
    private readonly list: ListPage,
  ) {}

  @Post()
  async act(
    @HelpdeskRequester() requester: Requester,
    @Body({ schema: forms.bulk }) form: Form<'bulk'>,
  ): Promise<Page> {
    // The box is for messages and closings: a start leaves it alone.
    const text = form.action === 'start' ? undefined : form.text;
    const results = await this.several.act(requester, form.ticket, { ...form, text });
    const list = await this.list.show(requester, listStateOf(form.back));
    const shown = presentResults(form.action, results);
    const data = {
      ...list.options.data,
      ...shown,
      // What was typed for those that could not take it is not lost.
      text: shown.rejected.length > 0 ? form.text : '',
      back: form.back,
    };
    return new Page('bulk', {
      title: texts(requester.locale)('bulk.title'),
      nav: 'tickets',
      data,
      asOf: list.options.asOf,
      partials: [...LIST_PARTIALS, { name: 'bulk-result' }, { name: 'bulk', swap: 'outerHTML' }],
    });
  }
}
