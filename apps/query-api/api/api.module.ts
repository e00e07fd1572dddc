import { Module } from '@nestjs/common';
import { EventFeed } from './event-feed.js';
import { EventsApiController } from './events.controller.js';
import { ExportController } from './export.controller.js';
import './figures.routes.js';
import './log.routes.js';
import { PlacesApiController } from './places.controller.js';
import { ReadController } from './read-route.js';
import './tickets.routes.js';

/** The JSON interface for reading. */
@Module({
  controllers: [ExportController, ReadController, EventsApiController, PlacesApiController],
  providers: [EventFeed],
})
export class ApiModule {}
