import { Body, Controller, Get, Post, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { SentPhotos, type SentPhoto } from '#libs/photos/read-form.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import { CommandFlow } from '../../commands/command.flow.js';
import { forms, type Form } from '../../commands/forms.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { rememberOwnTicket } from '../../request/request-context.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';

interface Draft {
  readonly description: string;
  readonly follows?: string;
  readonly place: string;
  readonly reportedFor?: string;
  readonly code?: string;
  readonly status?: number;
}

/** Reporting a problem. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets')
export class NewTicketController {
  constructor(
    private readonly queries: QueryBus,
    private readonly flow: CommandFlow,
  ) {}

  @Get('new')
  async form(
    @CurrentRequester() requester: Requester,
    @Query('description') description?: unknown,
    @Query('follows') follows?: unknown,
    @Query('place') place?: unknown,
  ): Promise<Page> {
    return this.page(requester, { description: asText(description), follows: asText(follows), place: asText(place) });
  }

  @Post()
  async open(
    @CurrentRequester() requester: Requester,
    @Body({ schema: forms.newTicket }) form: Form<'newTicket'>,
    @SentPhotos() photos: readonly SentPhoto[],
  ): Promise<Page | SeeOther> {
    const { description, follows, place, reportedFor } = form;
    const sent = await this.flow.send(requester, { ...form, photos }, 'OpenTicket', undefined, {
      description,
      ...(follows && { follows }),
      ...(place && { place }),
      ...(reportedFor?.trim() && { reportedFor }),
    });
    if (sent.rejected) {
      return this.page(requester, {
        description,
        place,
        follows: follows === undefined ? undefined : String(follows),
        reportedFor,
        code: sent.rejected.code,
        status: sent.rejected.status,
      });
    }
    rememberOwnTicket(requester, sent.answer.number);
    return new SeeOther(`/tickets/${sent.answer.number}`);
  }

  private async page(requester: Requester, draft: Draft): Promise<Page> {
    const before = draft.follows
      ? await this.queries.execute(new GetTicket(requester.role, draft.follows, { browser: requester.browser }))
      : undefined;
    // Reported again: text and place are carried over for whoever reported it.
    const again = before && 'closedForUser' in before ? before.own : undefined;
    const isSent = draft.status !== undefined;
    return new Page('new-ticket', {
      title: texts(requester.locale)('new.title'),
      nav: 'new',
      status: draft.status,
      partials: [{ name: 'new-ticket-form', swap: 'outerHTML' }],
      data: {
        description: draft.description || (again?.description ?? ''),
        place: draft.place || (isSent ? '' : (again?.place ?? '')),
        follows: before && { number: before.number },
        problem: draft.code && { code: draft.code, field: fieldOf(draft.code) },
        reportedFor: draft.reportedFor,
      },
    });
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The field that a rejection is about. */
function fieldOf(code: string): string {
  if (code === 'name.too-long') return 'reported-for';
  if (code.startsWith('photo')) return 'photos';
  return code.startsWith('place') ? 'place' : 'description';
}
