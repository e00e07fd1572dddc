import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { searchTickets } from '#libs/read-models/queries/corrected-search.js';
import { QuestionError } from '#libs/read-models/queries/errors.js';
import { countTickets } from '#libs/read-models/queries/counts.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import type { BoundedCount, Role, TicketItem, TicketPage } from '#libs/read-models/types.js';
import { ReadDatabase } from '../reads/read-database.js';
import { CountTickets, ListTickets } from './queries.js';
import { badQuestion, visibleTo } from './visibility.js';

/** `17` or `#17` */
const NUMBER = /^\s*#?\s*([1-9]\d{0,8})\s*$/;

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, filter }: ListTickets): Promise<TicketPage> {
    try {
      const number = filter.cursor ? undefined : NUMBER.exec(filter.q ?? '')?.[1];
      const list = (): Promise<TicketPage> => searchTickets(this.reads.db, visibleTo(role, filter));
      if (number === undefined) return await list();
      return await this.reads.inOneMoment(async () => {
        const page = await list();
        const numbered = await this.numbered(role, Number(number), filter.at);
        return numbered ? { ...page, numbered } : page;
      });
    } catch (error) {
      throw error instanceof QuestionError ? badQuestion(error) : error;
    }
  }

  /** On the first page of a search for a number: its ticket, if this role may see it. */
  private async numbered(role: Role, number: number, at: Date | undefined): Promise<TicketItem | undefined> {
    const filter = visibleTo(role, { at, numbers: [number], limit: 1 });
    return (await listTickets(this.reads.db, filter)).items[0];
  }
}

@QueryHandler(CountTickets)
export class CountTicketsHandler implements IQueryHandler<CountTickets<string>> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, filters }: CountTickets<string>): Promise<Record<string, BoundedCount>> {
    const visible = Object.entries(filters).map(([key, filter]) => [key, visibleTo(role, filter)] as const);
    return countTickets(this.reads.db, Object.fromEntries(visible));
  }
}
