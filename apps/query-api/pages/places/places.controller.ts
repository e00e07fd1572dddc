import { Controller, Get, Param, Query, Req, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { readConfig } from '#libs/platform/config.js';
import { Problem } from '#libs/platform/problem.js';
import type { TicketPage } from '#libs/read-models/types.js';
import { isTooLongPlace, normalPlace } from '#libs/tickets/place.js';
import { isStorable } from '#libs/tickets/texts.js';
import { ListTickets } from '../../queries/tickets.queries.js';
import { KnownPlaces } from '../../queries/known-places.js';
import { firstWords } from '../shared/title.js';
import { listUrl } from '../shared/list-state.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { presentSimilar } from '../shared/similar.presenter.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { placeUrl } from '../shared/urls.js';
import { MOST_SIGNS, signsOf } from './signs.js';

/** Tickets shown of a place: those not closed, and for the helpdesk those closed last. */
const SHOWN = 50;
const CLOSED_SHOWN = 5;

/** Places of the campus: which there are, what is known at one, and the signs for their doors. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('places')
export class PlacesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly places: KnownPlaces,
  ) {}

  @Get()
  async search(
    @CurrentRequester() requester: Requester,
    @Query('q') q?: unknown,
    @Query('place') place?: unknown,
  ): Promise<Page> {
    const part = searchable(q) || searchable(place);
    const found = await this.places.suggest(part);
    return new Page('places', {
      title: texts(requester.locale)('place.title'),
      keepTitle: true,
      partials: [{ name: 'place-options', swap: 'outerHTML' }],
      data: { q: part, places: found.map((one) => ({ ...one, url: placeUrl(one.code) })) },
    });
  }

  @Get('signs')
  async signs(
    @CurrentRequester() requester: Requester,
    @Req() { protocol, host }: FastifyRequest,
    @Query('in') parent?: unknown,
  ): Promise<Page> {
    const all = [...this.places.all.values()];
    const chosen = typeof parent === 'string' ? parent : '';
    const inside = all.filter(({ code, parent: within }) => chosen === '' || code === chosen || within === chosen);
    const places = chosen === 'used' || all.length === 0 ? await this.places.used(MOST_SIGNS) : inside;
    const { HELPDESK_URL: url } = readConfig();
    const base = url ?? `${protocol}://${host}`;
    const parents = [...new Set(all.flatMap(({ parent: within }) => within ?? []))];
    return new Page('signs', {
      title: texts(requester.locale)('place.signs'),
      data: {
        signs: await signsOf(places, base),
        more: places.length > MOST_SIGNS && MOST_SIGNS,
        base: !url && base,
        choices: parents.map((code) => ({ ...this.places.placeOf(code), selected: code === chosen })),
        used: chosen === 'used',
      },
    });
  }

  @Get(':code')
  async place(@CurrentRequester() requester: Requester, @Param('code') code: string): Promise<Page> {
    const normal = normalPlace(code);
    if (normal === '' || isTooLongPlace(normal) || !isStorable(normal)) throw notFound();
    const place = this.places.placeOf(normal);
    const tickets = (status: readonly ('open' | 'active' | 'closed')[], limit: number): Promise<TicketPage> =>
      this.queries.execute(new ListTickets(requester.role, { place: [normal], status, limit }));
    const { items, asOf } = await tickets(['open', 'active'], SHOWN);
    const closed = requester.role === 'helpdesk' ? (await tickets(['closed'], CLOSED_SHOWN)).items : [];
    const parent = place.parent === null ? undefined : this.places.placeOf(place.parent);
    return new Page('place', {
      title: place.name ? `${place.code} · ${place.name}` : place.code,
      asOf,
      data: {
        place,
        parent: parent && { ...parent, url: placeUrl(parent.code) },
        known: presentSimilar(items),
        closed: closed.map(({ number, description, closedAt }) => ({
          number,
          title: firstWords(description),
          closedAt,
        })),
        listUrl: listUrl({ place: [normal] }),
      },
    });
  }
}

function searchable(text: unknown): string {
  return typeof text === 'string' && isStorable(text) ? text.trim().slice(0, 200) : '';
}

function notFound(): Problem {
  return new Problem({ status: 404, code: 'not-found', detail: 'No place has such a name.' });
}
