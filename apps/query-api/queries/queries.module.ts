import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GetLastVerificationHandler, GetTicketAtEventHandler, ListEventsHandler } from './audit.handler.js';
import {
  GetActiveByCategoryHandler,
  GetBacklogHandler,
  GetByPlaceHandler,
  GetOpenTicketsHandler,
  GetResolutionTimeHandler,
} from './figures.handler.js';
import { GetTicketHandler } from './get-ticket.handler.js';
import { GetKnownProblemsHandler } from './known-problems.handler.js';
import { CountTicketsHandler, ListTicketsHandler } from './list-tickets.handler.js';
import { GetSystemStatusHandler } from './status.handler.js';
import { CsvExport } from '../export/csv-export.js';
import { KnownPlaces } from './known-places.js';
import { LogPosition } from './log-position.js';
import { ReadDatabase } from './read-database.js';
import { ReadPosition } from './read-position.js';
import { RequestCoalescer } from './request-coalescer.js';

/** What pages and API read with: the query handlers, the database, and how far the read models are. */
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [
    CsvExport,
    KnownPlaces,
    LogPosition,
    ReadDatabase,
    ReadPosition,
    RequestCoalescer,
    CountTicketsHandler,
    GetActiveByCategoryHandler,
    GetBacklogHandler,
    GetByPlaceHandler,
    GetKnownProblemsHandler,
    GetLastVerificationHandler,
    GetOpenTicketsHandler,
    GetResolutionTimeHandler,
    GetSystemStatusHandler,
    GetTicketAtEventHandler,
    GetTicketHandler,
    ListEventsHandler,
    ListTicketsHandler,
  ],
  exports: [CqrsModule, CsvExport, KnownPlaces, LogPosition, ReadDatabase, ReadPosition, RequestCoalescer],
})
export class QueriesModule {}
