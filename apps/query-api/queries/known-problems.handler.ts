import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { mostAffected } from '#libs/read-models/queries/most-affected.js';
import type { TicketItem } from '#libs/read-models/types.js';
import { ReadDatabase } from './read-database.js';

/** The open and active tickets that most people are affected by; every role may see them. */
export class GetKnownProblems extends Query<TicketItem[]> {
  constructor(readonly limit: number) {
    super();
  }
}

@QueryHandler(GetKnownProblems)
export class GetKnownProblemsHandler implements IQueryHandler<GetKnownProblems> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ limit }: GetKnownProblems): Promise<TicketItem[]> {
    return mostAffected(this.reads.db, limit);
  }
}
