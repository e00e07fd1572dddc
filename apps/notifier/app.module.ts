import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { measurePool } from '#libs/platform/pool-metrics.js';
import { EventReader } from './event-reader.js';
import { NotifierService } from './notifier.service.js';
import { Outbox } from './outbox.js';
import { WebhookChannel } from './webhook.channel.js';
import { readWebhooks } from './webhooks.js';

const DELAYS = { mail: 180, push: 10, poll: 1 };

function createNotifier(config: Config): NotifierService {
  const pool = createPool({ ...databaseOptions(config, 'notifier'), max: 6 });
  measurePool('notifier', pool);
  const reader = new EventReader();
  const webhooks = readWebhooks(config.HELPDESK_WEBHOOKS);
  const channels = webhooks.map((webhook) => new WebhookChannel(webhook, reader));
  return new NotifierService({ config, pool, reader, webhooks, channels, outbox: new Outbox(pool), delays: DELAYS });
}

function healthChecks(notifier: NotifierService): HealthCheck[] {
  return [
    { name: 'database', check: () => notifier.checkDatabase() },
    // What is known already is sent without them.
    { name: 'events', check: () => notifier.checkEvents(), required: false },
  ];
}

@Module({})
export class AppModule {
  /** @throws {ConfigError} when a channel is set up in a way that cannot work */
  static forRoot(config: Config): DynamicModule {
    const notifier = createNotifier(config);
    return {
      module: AppModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: NotifierService, useValue: notifier },
        { provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [NotifierService] },
      ],
    };
  }
}
