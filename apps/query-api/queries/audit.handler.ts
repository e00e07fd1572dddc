import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { lastVerification, type NotedVerification } from '#libs/event-log/verifications.js';
import { listEvents } from '#libs/read-models/queries/audit.js';
import { getTicketAtEvent } from '#libs/read-models/queries/ticket.js';
import type { EventPage, TicketView } from '#libs/read-models/types.js';
import { ReadDatabase } from './read-database.js';
import { GetLastVerification, GetTicketAtEvent, ListEvents } from './queries.js';

@QueryHandler(ListEvents)
export class ListEventsHandler implements IQueryHandler<ListEvents> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ filter }: ListEvents): Promise<EventPage> {
    return listEvents(this.reads.db, filter);
  }
}

@QueryHandler(GetTicketAtEvent)
export class GetTicketAtEventHandler implements IQueryHandler<GetTicketAtEvent> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute({ ref, position }: GetTicketAtEvent): Promise<TicketView | undefined> {
    return getTicketAtEvent(this.reads.db, ref, position);
  }
}

@QueryHandler(GetLastVerification)
export class GetLastVerificationHandler implements IQueryHandler<GetLastVerification> {
  constructor(private readonly reads: ReadDatabase) {}

  async execute(): Promise<NotedVerification | undefined> {
    return lastVerification(this.reads.db);
  }
}
