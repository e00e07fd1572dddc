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
import { SentPhotos, type SentPhoto } from '#libs/photos/read-form.js';
import { CommandFlow } from '../../commands/command.flow.js';
import type { Sent } from '../../commands/command.client.js';
import { bodyOf, forms, type Form } from '../../commands/forms.js';
import { MAX_PENDING, OpenStreams } from '../../limits/open-streams.js';
import { seenPosition } from '../../live/live-feed.js';
import { Zone } from '../../queries/zone.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { chosenMoment, instant } from '../../request/query-fields.js';
import { CurrentRequester, HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { TICKET_FORM_NAMES, ticketForm, type TicketFormName } from './ticket-forms.js';
import { presentResults } from '../shared/results.presenter.js';
import { SeveralTickets } from '../shared/several-tickets.js';
import { StatusForm } from '../shared/status.form.js';
import { trailOf } from '../shared/trail.js';
import { ticketUrl } from '../shared/urls.js';
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
    private readonly several: SeveralTickets,
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

  /** Marks others as reports of the same; the one with the lowest number stays as it is. */
  @Post('same')
  async markSame(
    @HelpdeskRequester() requester: Requester,
    @TicketNumber() number: number,
    @Body({ schema: forms.several }) form: Form<'several'>,
  ): Promise<Page | SeeOther> {
    const results = await this.several.act(requester, [String(number), ...form.ticket], {
      ...form,
      action: 'duplicate',
    });
    const shown = presentResults('duplicate', results);
    if (!requester.partial && shown.rejected.length === 0) return this.back(requester, number);
    return this.page.show(requester, String(number), { form: 'duplicate', results: shown });
  }

  @Post(':form')
  async send(
    @CurrentRequester() requester: Requester,
    @TicketNumber() number: number,
    @Param('form') path: string,
    @Body({ schema: forms.ticket }) form: Form<'ticket'>,
    @SentPhotos() photos: readonly SentPhoto[],
  ): Promise<Page | SeeOther> {
    const name = TICKET_FORM_NAMES.find((one) => ticketForm(one).path === path);
    if (!name) throw new NotFoundException();
    const next = requester.url.includes('then=next') ? await this.page.next(requester, number) : undefined;
    const { sent, failed = name } = await this.run(requester, number, name, form, photos);
    const typed = form[ticketForm(name).member ?? ''];
    const text = typeof typed === 'string' ? typed : '';
    const rejected = sent.rejected && { ...sent.rejected, form: failed, text, position: Number(form['position']) };
    const others = rejected ? undefined : await this.sendToOthers(requester, number, name, form);
    const missed = others && others.rejected.length > 0;
    if (next && !rejected && !missed)
      return new SeeOther(others ? `${next}${next.includes('?') ? '&' : '?'}${others.told}` : next);
    if (!rejected && !missed && !requester.partial) return this.back(requester, number);
    return this.page.show(requester, String(number), { form: failed, rejected, results: others });
  }

  private back(requester: Requester, number: number): SeeOther {
    return new SeeOther(ticketUrl(number, { trail: trailOf(requester.url).query }));
  }

  /** A message or a new status of the helpdesk goes to marked duplicates as well. */
  private async sendToOthers(
    requester: Requester,
    number: number,
    name: TicketFormName,
    form: Form<'ticket'>,
  ): Promise<(ReturnType<typeof presentResults> & { readonly told: string }) | undefined> {
    const { also = [], role, nonce, text, status, seen } = form;
    const action = name === 'message' ? 'message' : status === 'closed' ? 'close' : 'start';
    if (also.length === 0 || requester.role !== 'helpdesk' || (name !== 'message' && name !== 'status'))
      return undefined;
    const results = await this.several.act(requester, also, {
      action,
      role,
      nonce,
      seen,
      ...(typeof text === 'string' && { text }),
    });
    const told = [{ number, code: undefined }, ...results];
    return { ...presentResults(action, told), told: `told=${[action, ...told.map((one) => one.number)].join('.')}` };
  }

  private async run(
    requester: Requester,
    number: number,
    name: TicketFormName,
    form: Form<'ticket'>,
    photos: readonly SentPhoto[],
  ): Promise<{ sent: Sent; failed?: TicketFormName }> {
    const { command } = ticketForm(name);
    const { role, nonce, name: writer, via, website } = form;
    const sender = { role, nonce, name: writer, photos, website };
    if (name === 'status')
      return this.statusForm.send(requester, number, { ...sender, via, ...bodyOf('ChangeStatus', form) });
    return { sent: await this.flow.send(requester, sender, command, number, bodyOf(command, form)) };
  }
}
