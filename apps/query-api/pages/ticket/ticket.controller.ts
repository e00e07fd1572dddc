import {
  Body,
  Controller,
  Get,
  Headers,
  NotFoundException,
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
import { bodyOf, forms, type Form } from '../../commands/forms.js';
import { MAX_PENDING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../../live/live-feed.js';
import { Zone } from '../../queries/zone.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { chosenMoment, instant } from '../../request/query-fields.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { TICKET_FORM_NAMES, ticketForm, type TicketFormName } from './ticket-forms.js';
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

  @Post(':form')
  async send(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Param('form') path: string,
    @Body({ schema: forms.ticket }) form: Form<'ticket'>,
  ): Promise<Page | SeeOther> {
    const name = TICKET_FORM_NAMES.find((one) => ticketForm(one).path === path);
    if (!name) throw new NotFoundException();
    const { sent, failed = name } = await this.run(requester, number, name, form);
    if (!sent.rejected && !requester.partial) return new SeeOther(`/tickets/${number}`);
    const typed = form[ticketForm(name).member ?? ''];
    const text = typeof typed === 'string' ? typed : '';
    const rejected = sent.rejected && { ...sent.rejected, form: failed, text, position: Number(form['position']) };
    return this.page.show(requester, String(number), { form: failed, rejected });
  }

  private async run(
    requester: Requester,
    number: number,
    name: TicketFormName,
    form: Form<'ticket'>,
  ): Promise<{ sent: Sent; failed?: TicketFormName }> {
    const { command } = ticketForm(name);
    const { role, nonce, name: writer, via } = form;
    const sender = { role, nonce, name: writer };
    if (name === 'status')
      return this.statusForm.send(requester, number, { ...sender, via, ...bodyOf('ChangeStatus', form) });
    return { sent: await this.flow.send(requester, sender, command, number, bodyOf(command, form)) };
  }
}
