import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { searchTickets } from '#libs/read-models/ask/corrected-search.js';
import { QuestionError } from '#libs/read-models/ask/errors.js';
import { countTickets } from '#libs/read-models/ask/counts.js';
import type { BoundedCount, TicketPage } from '#libs/read-models/types.js';
import { ReadDatabase } from '../reads/read-database.js';
import { CountTickets, ListTickets } from './queries.js';
import { badQuestion, visibleTo } from './visibility.js';

@QueryHandler(ListTickets)
export class ListTicketsHandler implements IQueryHandler<ListTickets> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ role, filter }: ListTickets): Promise<TicketPage> {
    try {
      return await searchTickets(this.reads.db, visibleTo(role, filter));
    } catch (error) {
      throw error instanceof QuestionError ? badQuestion(error) : error;
    }
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
