import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { countSearch } from '#libs/read-models/search/count-search.js';
import { parseQuery } from '#libs/read-models/search/query.js';
import { searchTickets } from '#libs/read-models/search/search-tickets.js';
import { QuestionError } from '#libs/read-models/queries/errors.js';
import { countTickets } from '#libs/read-models/queries/counts.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import type { Queryable } from '#libs/platform/database.js';
import type { BoundedCount, Role, TicketFilter, TicketItem, TicketPage } from '#libs/read-models/types.js';
import { ReadDatabase } from './read-database.js';
import { CountTickets, ListTickets } from './queries.js';
import { badQuestion, visibleTo } from './visibility.js';

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, filter }: ListTickets): Promise<TicketPage> {
    try {
      const list = (): Promise<TicketPage> => searchTickets(this.reads.db, visibleTo(role, filter));
      if (!filter.q) return await list();
      return await this.reads.inSnapshot(async () => {
        const page = await list();
        const numbered = await numberedTicket(this.reads.db, role, filter);
        if (!numbered) return page;
        // The ticket comes first, and once.
        return { ...page, numbered, items: page.items.filter(({ number }) => number !== numbered.number) };
      });
    } catch (error) {
      throw error instanceof QuestionError ? badQuestion(error) : error;
    }
  }
}

/** On the first page of a search for a number: its ticket, if this role may see it. */
export async function numberedTicket(db: Queryable, role: Role, asked: TicketFilter): Promise<TicketItem | undefined> {
  const number = asked.cursor ? undefined : parseQuery(asked.q ?? '').number;
  if (number === undefined) return undefined;
  return (await listTickets(db, visibleTo(role, { at: asked.at, numbers: [number], limit: 1 }))).items[0];
}

@QueryHandler(CountTickets)
export class CountTicketsHandler implements IQueryHandler<CountTickets<string>> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, filters }: CountTickets<string>): Promise<Record<string, BoundedCount>> {
    const visible = Object.entries(filters).map(([key, filter]) => [key, visibleTo(role, filter)] as const);
    const filtersOf = Object.fromEntries(visible);
    // The filters of one page have the same words.
    return visible.some(([, { q }]) => q)
      ? countSearch(this.reads.db, filtersOf)
      : countTickets(this.reads.db, filtersOf);
  }
}
