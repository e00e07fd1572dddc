import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { backlog } from '#libs/read-models/queries/backlog.js';
import { QuestionError } from '#libs/read-models/queries/errors.js';
import { byPlace } from '#libs/read-models/queries/places.js';
import { activeByCategory, openTickets } from '#libs/read-models/queries/figures.js';
import { resolutionTime } from '#libs/read-models/queries/resolution-time.js';
import type {
  ActiveByCategoryFigure,
  BacklogFigure,
  ByPlaceFigure,
  OpenTicketsFigure,
  ResolutionTimeFigure,
} from '#libs/read-models/types.js';
import { ReadDatabase } from './read-database.js';
import { GetActiveByCategory, GetBacklog, GetByPlace, GetOpenTickets, GetResolutionTime } from './queries.js';
import { badQuestion } from './visibility.js';

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

@QueryHandler(GetByPlace)
export class GetByPlaceHandler implements IQueryHandler<GetByPlace> {
  constructor(private readonly reads: ReadDatabase) {}
  async execute({ at }: GetByPlace): Promise<ByPlaceFigure> {
    return byPlace(this.reads.db, at);
  }
}

@QueryHandler(GetBacklog)
export class GetBacklogHandler implements IQueryHandler<GetBacklog> {
  constructor(private readonly reads: ReadDatabase) {}
  async execute({ from, until, step }: GetBacklog): Promise<BacklogFigure> {
    try {
      return await backlog(this.reads.db, from, until, step);
    } catch (error) {
      throw error instanceof QuestionError ? badQuestion(error) : error;
    }
  }
}
