import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Reads } from '../pages/live/reads.js';
import {
  GetActiveByCategoryHandler,
  GetOpenTicketsHandler,
  GetResolutionTimeHandler,
} from '../queries/figures.handler.js';
import { GetTicketHandler } from '../queries/get-ticket.handler.js';
import { CountTicketsHandler, ListTicketsHandler } from '../queries/list-tickets.handler.js';
import { ReadDatabase } from './read-database.js';
import { ReadPosition } from './read-position.js';

/** What pages and API read with: the query handlers, the database, and how far the read models are. */
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    ReadDatabase,
    ReadPosition,
    { provide: Reads, useExisting: ReadPosition },
    CountTicketsHandler,
    GetActiveByCategoryHandler,
    GetOpenTicketsHandler,
    GetResolutionTimeHandler,
    GetTicketHandler,
    ListTicketsHandler,
  ],
  exports: [CqrsModule, ReadDatabase, ReadPosition, Reads],
})
export class ReadsModule {}
