import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { cursorBehind } from '#libs/read-models/queries/cursor.js';
import type { SortKey, TicketItem } from '#libs/read-models/types.js';
import { ListTickets } from '../../queries/tickets.queries.js';
import type { Requester } from '../../request/requester.decorator.js';
import { toFilter, type ListState } from './list-state.js';
import { writeQueue, type Trail } from './trail.js';
import { ticketUrl } from './urls.js';

/** What comes before and after a ticket where it was opened from. */
@Injectable()
export class Neighbours {
  constructor(private readonly queries: QueryBus) {}

  /** The address of what comes next: of the queue always one, at the end of a list none. */
  async next(requester: Requester, item: TicketItem, trail: Trail, at?: Date): Promise<string | undefined> {
    if (trail.queue) return `/queue?after=${writeQueue(trail.queue)}`;
    return trail.list && this.beside(requester, item, trail, { ...trail.list, at });
  }

  async previous(requester: Requester, item: TicketItem, trail: Trail, at?: Date): Promise<string | undefined> {
    if (!trail.list) return undefined;
    return this.beside(requester, item, trail, { ...trail.list, sort: reversed(trail.list.sort), at });
  }

  private async beside(
    requester: Requester,
    item: TicketItem,
    { query }: Trail,
    list: ListState,
  ): Promise<string | undefined> {
    const { sort } = list;
    const filter = toFilter({ ...list, cursor: cursorBehind(item, sort), limit: 1 }, requester.mine);
    const { items } = await this.queries.execute(new ListTickets(requester.role, filter));
    return items[0] && ticketUrl(items[0].number, { at: list.at, trail: query });
  }
}

function reversed(sort: SortKey): SortKey {
  return (sort.startsWith('-') ? sort.slice(1) : `-${sort}`) as SortKey;
}
