import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { activeByCategory, openTickets, resolutionTime } from '#libs/read-models/ask/figures.js';
import type { ActiveByCategoryFigure, OpenTicketsFigure, ResolutionTimeFigure } from '#libs/read-models/types.js';
import { ReadDatabase } from '../reads/read-database.js';
import { GetActiveByCategory, GetOpenTickets, GetResolutionTime } from './queries.js';

@QueryHandler(GetOpenTickets)
export class GetOpenTicketsHandler implements IQueryHandler<GetOpenTickets> {
  constructor(private readonly reads: ReadDatabase) {}
  async execute({ last, unit, at }: GetOpenTickets): Promise<OpenTicketsFigure> {
    return openTickets(this.reads.db, last, unit, at);
  }
}

@QueryHandler(GetResolutionTime)
export class GetResolutionTimeHandler implements IQueryHandler<GetResolutionTime> {
  constructor(private readonly reads: ReadDatabase) {}
  async execute({ at }: GetResolutionTime): Promise<ResolutionTimeFigure> {
    return resolutionTime(this.reads.db, at);
  }
}

@QueryHandler(GetActiveByCategory)
export class GetActiveByCategoryHandler implements IQueryHandler<GetActiveByCategory> {
  constructor(private readonly reads: ReadDatabase) {}
  async execute({ at }: GetActiveByCategory): Promise<ActiveByCategoryFigure> {
    return activeByCategory(this.reads.db, at);
  }
}
