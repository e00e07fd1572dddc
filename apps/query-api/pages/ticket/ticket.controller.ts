import {
  Body,
  Controller,
  Get,
  Headers,
  Param,
  Post,
  Query,
  Sse,
  UseGuards,
  UseInterceptors,
  type MessageEvent,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { z } from 'zod';
import { CommandFlow } from '../../commands/command.flow.js';
import type { Sent } from '../../commands/command.client.js';
import { forms, type Form } from '../../commands/forms.js';
import { MAX_PENDING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../../live/live-feed.js';
import { Zone } from '../../queries/zone.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { chosenMoment, instant } from '../../request/query-fields.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { rejectedForm, type FormState } from './form-state.js';
import { StatusForm } from '../shared/status.form.js';
import { TicketExists } from './ticket-exists.guard.js';
import { TicketNumberPipe } from '../shared/ticket-number.js';
import { TicketLive } from './ticket.live.js';
import { TicketPage } from './ticket.page.js';

/** Which moment of the ticket: as the address has it, or as it was chosen on the page. */
const pastQuery = chosenMoment.extend({ at: instant });
type PastQuery = z.infer<typeof pastQuery>;
const TicketNumber = (): ParameterDecorator => Param('number', TicketNumberPipe);

/** One ticket: the page, and what its forms are sent to. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets/:number')
export class TicketController {
  constructor(
    private readonly page: TicketPage,
    private readonly flow: CommandFlow,
    private readonly statusForm: StatusForm,
    private readonly live: TicketLive,
    private readonly zone: Zone,
  ) {}

  @Get()
  async show(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Query({ schema: pastQuery }) { at, moment }: PastQuery,
  ): Promise<Page> {
    const past = moment ? await this.zone.momentOf(moment) : at;
    return past ? this.page.showPast(requester, number, past) : this.page.show(requester, String(number));
  }

  @Sse('stream', { maxPendingDataLength: MAX_PENDING })
  @UseGuards(TicketExists, OpenStreams)
  follow(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Query('after') after: unknown,
    @Headers('last-event-id') lastEventId?: string,
  ): Observable<MessageEvent> {
    return this.live.follow(requester, number, seenPosition(lastEventId, after));
  }

  @Post('description')
  async changeDescription(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.description }) form: Form<'description'>,
  ): Promise<Page | SeeOther> {
    const { description, version } = form;
    const sent = await this.flow.send(requester, form, 'ChangeDescription', number, { description, version });
    return this.answer(requester, number, 'description', sent, { text: description });
  }

  @Post('messages')
  async postMessage(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.message }) form: Form<'message'>,
  ): Promise<Page | SeeOther> {
    const sent = await this.flow.send(requester, form, 'PostMessage', number, { text: form.text });
    return this.answer(requester, number, 'message', sent, { text: form.text });
  }

  @Post('status')
  async changeStatus(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.status }) form: Form<'status'>,
  ): Promise<Page | SeeOther> {
    const { sent, failed } = await this.statusForm.send(requester, number, form);
    return this.answer(requester, number, failed, sent, { text: form.text, value: form.status });
  }

  @Post('category')
  async changeCategory(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.category }) form: Form<'category'>,
  ): Promise<Page | SeeOther> {
    const { category, version } = form;
    const sent = await this.flow.send(requester, form, 'ChangeCategory', number, { category, version });
    return this.answer(requester, number, 'category', sent, { value: category });
  }

  @Post('place')
  async changePlace(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.place }) form: Form<'place'>,
  ): Promise<Page | SeeOther> {
    const { place, version } = form;
    const sent = await this.flow.send(requester, form, 'ChangePlace', number, { place, version });
    return this.answer(requester, number, 'place', sent, { text: place });
  }

  @Post('me-too')
  async addMeToo(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.meToo }) form: Form<'meToo'>,
  ): Promise<Page | SeeOther> {
    const sent = await this.flow.send(requester, form, 'AddMeToo', number, {});
    return this.answer(requester, number, 'meToo', sent, {});
  }

  private async answer(
    requester: Requester,
    number: number,
    form: FormState['form'],
    sent: Sent,
    typed: { text?: string; value?: string },
  ): Promise<Page | SeeOther> {
    if (sent.rejected)
      return this.page.show(requester, String(number), { form, rejected: rejectedForm(form, sent.rejected, typed) });
    if (requester.partial) return this.page.show(requester, String(number), { form });
    return new SeeOther(`/tickets/${number}`);
  }
}
