import { Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CsvExport } from '../export/csv-export.js';
import { QUERY_HANDLERS } from './define-query.js';
import './figures.queries.js';
import { KnownPlaces } from './known-places.js';
import { LogPosition } from './log-position.js';
import './log.queries.js';
import { ReadDatabase } from './read-database.js';
import { ReadPosition } from './read-position.js';
import { RequestCoalescer } from './request-coalescer.js';
import './photos.queries.js';
import './tickets.queries.js';

const READERS = [CsvExport, KnownPlaces, LogPosition, ReadDatabase, ReadPosition, RequestCoalescer];

/** What pages and API read with: the queries on the bus, the database, and how far the read models are. */
@Global()
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [...READERS, ...QUERY_HANDLERS],
  exports: [CqrsModule, ...READERS],
})
export class QueriesModule {}
