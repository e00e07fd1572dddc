import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AboutController } from './about/about.controller.js';
import { InventedMark } from '../render/invented-mark.js';
import { AnalyticsController } from './analytics/analytics.controller.js';
import { AnalyticsLive } from './analytics/analytics.live.js';
import { AnalyticsPage } from './analytics/analytics.page.js';
import { AuditController } from './audit/audit.controller.js';
import { StatusController } from './status/status.controller.js';
import { Zone } from '../queries/zone.js';
import { CommandClient } from '../commands/command.client.js';
import { CommandFlow } from '../commands/command.flow.js';
import { Floods } from '../limits/floods.js';
import { FeedsController } from './feeds/feeds.controller.js';
import { ForgetController } from './entry/forget.controller.js';
import { EntryController } from './entry/entry.controller.js';
import { BulkController } from './list/bulk.controller.js';
import { ListController } from './list/list.controller.js';
import { ListFileController } from './list/list-file.controller.js';
import { ListLive } from './list/list.live.js';
import { ListPage } from './list/list.page.js';
import { Changes } from '../live/changes.js';
import { LiveFeed } from '../live/live-feed.js';
import { AssetsController } from '../render/assets.controller.js';
import { PageInterceptor } from '../render/page.interceptor.js';
import { PageRenderer } from '../render/page.renderer.js';
import { Views } from '../render/views.js';
import { PhotosController } from './photos/photos.controller.js';
import { PlacesController } from './places/places.controller.js';
import { ReportController } from './report/report.controller.js';
import { ReportPage } from './report/report.page.js';
import { HistoryController } from './history/history.controller.js';
import { NewTicketController } from './new-ticket/new-ticket.controller.js';
import { SimilarController } from './new-ticket/similar.controller.js';
import { QueueController } from './queue/queue.controller.js';
import { Neighbours } from './shared/neighbours.js';
import { SeveralTickets } from './shared/several-tickets.js';
import { Similar } from './shared/similar.js';
import { NotifierClient } from '../notifications/notifier.client.js';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.js';
import { StatusForm } from './shared/status.form.js';
import { Surroundings } from './ticket/surroundings.js';
import { TicketController } from './ticket/ticket.controller.js';
import { TicketLive } from './ticket/ticket.live.js';
import { TicketPage } from './ticket/ticket.page.js';

/** The pages for people. They read through the QueryBus and send what people write to command-api. */
@Module({
  imports: [CqrsModule],
  controllers: [
    AboutController,
    SimilarController,
    AuditController,
    StatusController,
    BulkController,
    AnalyticsController,
    AssetsController,
    EntryController,
    FeedsController,
    ForgetController,
    ListController,
    ListFileController,
    NewTicketController,
    HistoryController,
    PhotosController,
    PlacesController,
    ReportController,
    SubscriptionsController,
    QueueController,
    TicketController,
  ],
  providers: [
    InventedMark,
    Similar,
    Zone,
    AnalyticsLive,
    Changes,
    LiveFeed,
    Neighbours,
    ListLive,
    TicketLive,
    AnalyticsPage,
    ReportPage,
    CommandClient,
    CommandFlow,
    Floods,
    ListPage,
    NotifierClient,
    PageInterceptor,
    PageRenderer,
    SeveralTickets,
    StatusForm,
    Surroundings,
    TicketPage,
    Views,
  ],
})
export class PagesModule {}
