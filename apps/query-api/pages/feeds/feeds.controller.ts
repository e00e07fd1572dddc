import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { readConfig } from '#libs/platform/config.js';
import type { FieldFilter } from '#libs/read-models/fields.js';
import { feedParameters } from '../../api/parameters.js';
import { parameterOf, perFilter } from '../../queries/field-filters.js';
import { GetTicket, ListTickets } from '../../queries/tickets.queries.js';
import { siteName } from '../../render/about.js';
import { goneText, texts } from '../../render/texts.js';
import { localeFor } from '../../request/locale.js';
import { firstWords } from '../shared/title.js';
import { noSuchTicket, TicketNumberPipe } from '../shared/ticket-number.js';
import { etagOf, toAtom, type Feed } from './atom.js';
import { ticketEntries } from './ticket-entries.js';

/** Tickets in the feed of a list. */
const MOST = 50;

/** Atom feeds: what a user may see, whatever role the browser has chosen. */
@ApiExcludeController()
@Controller()
export class FeedsController {
  private readonly url = readConfig().HELPDESK_URL;

  constructor(private readonly queries: QueryBus) {}

  /** The tickets that changed last, with the filters of the list. */
  @Get('feed')
  async list(
    @Query({ schema: feedParameters }) given: z.output<typeof feedParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { locale, at } = this.reader(request);
    const t = texts(locale);
    const filter = perFilter((name) => given[parameterOf(name)]) as FieldFilter;
    const { items } = await this.queries.execute(
      new ListTickets('user', { ...filter, sort: '-modified', limit: MOST }),
    );
    this.send(request, reply, {
      id: at(request.url),
      title: `${siteName(locale)}: ${t('list.title')}`,
      page: at(request.url.replace(/^\/feed/, '/tickets')),
      entries: items.map((item) => ({
        id: `urn:uuid:${item.ticketId}`,
        title: `#${item.number} ${firstWords(item.description) ?? goneText(locale, item.hiddenBecause)}`,
        updated: item.modifiedAt,
        published: item.openedAt,
        url: at(`/tickets/${item.number}`),
        text: item.description,
      })),
    });
  }

  /** What happened to a ticket, the newest first. */
  @Get('tickets/:number/feed')
  async ticket(
    @Param('number', TicketNumberPipe) number: number,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { locale, at } = this.reader(request);
    const t = texts(locale);
    const view = await this.queries.execute(new GetTicket('user', number));
    if (!view) throw noSuchTicket();
    const page = at(`/tickets/${number}`);
    const closed = 'closedForUser' in view;
    const title = closed
      ? t('closed.title', { number })
      : `#${number} ${firstWords(view.description) ?? goneText(locale, view.hiddenBecause)}`;
    const end = { id: `urn:uuid:${view.ticketId}:closed`, title, url: page, text: t('closed.text') };
    this.send(request, reply, {
      id: `urn:uuid:${view.ticketId}`,
      title,
      page,
      entries: closed ? [{ ...end, updated: view.closedAt }] : ticketEntries(view.timeline, page, locale),
    });
  }

  /** Of the request only the language counts. */
  private reader({ headers, protocol, host }: FastifyRequest): {
    locale: 'en' | 'it' | 'de';
    at(path: string): string;
  } {
    const base = this.url ?? `${protocol}://${host}`;
    return { locale: localeFor(undefined, headers['accept-language']), at: (path) => new URL(path, base).href };
  }

  private send(request: FastifyRequest, reply: FastifyReply, feed: Omit<Feed, 'self' | 'locale' | 'author'>): void {
    const { locale, at } = this.reader(request);
    const document = toAtom({ ...feed, locale, self: at(request.url), author: siteName(locale) });
    const etag = etagOf(document);
    void reply.headers({ ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept-Language' });
    const known = (request.headers['if-none-match'] ?? '').split(/\s*,\s*/).map((tag) => tag.replace(/^W\//, ''));
    if (known.includes(etag)) void reply.status(304).send();
    else void reply.type('application/atom+xml; charset=utf-8').send(document);
  }
}
