import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { createPool, databaseOptions } from '#libs/platform/database.js';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { measurePool } from '#libs/platform/pool-metrics.js';
import { ACCESS_TOKEN } from '#libs/platform/token.guard.js';
import { EventReader } from './event-reader.js';
import { MailChannel } from './mail.channel.js';
import { NotifierService } from './notifier.service.js';
import { Outbox } from './outbox.js';
import { PushChannel, readVapidKeys } from './push.channel.js';
import { Subscriptions } from './subscriptions.js';
import { CHANNELS, SubscriptionsController, type Channels } from './subscriptions.controller.js';
import { WebhookChannel } from './webhook.channel.js';
import { readWebhooks } from './webhooks.js';

const DELAYS = { mail: 180, push: 10, poll: 1 };

interface Parts {
  readonly notifier: NotifierService;
  readonly subscriptions: Subscriptions;
  channels(): Promise<Channels>;
}

function createParts(config: Config): Parts {
  const db = createPool({ ...databaseOptions(config, 'notifier'), max: 6 });
  measurePool('notifier', db);
  const reader = new EventReader();
  const webhooks = readWebhooks(config.HELPDESK_WEBHOOKS);
  const { SMTP_URL: smtp, HELPDESK_URL: url } = config;
  const mail = smtp ? [new MailChannel(config, reader)] : [];
  // Browsers take push messages from pages of https only.
  const push = url?.startsWith('https:') ? [new PushChannel({ db, reader, url })] : [];
  const channels = [...webhooks.map((webhook) => new WebhookChannel(webhook, reader)), ...mail, ...push];
  const outbox = new Outbox(db);
  return {
    notifier: new NotifierService({ config, pool: db, reader, webhooks, channels, outbox, delays: DELAYS }),
    subscriptions: new Subscriptions(db),
    channels: async () => ({
      mail: mail.length > 0,
      pushKey: push.length > 0 ? (await readVapidKeys(db)).publicKey : null,
    }),
  };
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
    const { notifier, subscriptions, channels } = createParts(config);
    return {
      module: AppModule,
      controllers: [HealthController, MetricsController, SubscriptionsController],
      providers: [
        { provide: NotifierService, useValue: notifier },
        { provide: Subscriptions, useValue: subscriptions },
        { provide: CHANNELS, useValue: channels },
        { provide: ACCESS_TOKEN, useValue: config.NOTIFIER_TOKEN ?? '' },
        { provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [NotifierService] },
      ],
    };
  }
}
