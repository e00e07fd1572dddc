import { Module } from '@nestjs/common';
import { AnalyticsApiController } from './analytics.controller.js';
import { AuditApiController } from './audit.controller.js';
import { EventFeed } from './event-feed.js';
import { EventsApiController } from './events.controller.js';
import { ExportController } from './export.controller.js';
import { PlacesApiController } from './places.controller.js';
import { StatusApiController } from './status.controller.js';
import { TicketsApiController } from './tickets.controller.js';

/** The JSON interface for reading. */
@Module({
  controllers: [
    ExportController,
    TicketsApiController,
    AnalyticsApiController,
    EventsApiController,
    AuditApiController,
    StatusApiController,
    PlacesApiController,
  ],
  providers: [EventFeed],
})
export class ApiModule {}
