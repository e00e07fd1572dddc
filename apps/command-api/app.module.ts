import { Module, type DynamicModule } from '@nestjs/common';
import type pg from 'pg';
import type { Config } from '#libs/platform/config.js';
import { checkPrimary } from '#libs/platform/database.js';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { readHead } from '#libs/event-log/read.js';
import { CommandsModule } from './commands/commands.module.js';
import { LogDatabase } from './commands/log-database.js';
import { HttpModule } from './http/http.module.js';
import { NatsCommandsController } from './nats/commands.controller.js';
import { measureRelay } from './relay/relay-metrics.js';
import { RelayService } from './relay/relay.service.js';

function healthChecks(log: LogDatabase, relay: RelayService): HealthCheck[] {
  return [
    { name: 'log', check: () => checkLog(log.pool) },
    { name: 'relay', required: false, check: () => relayed(relay) },
  ];
}

async function checkLog(pool: pg.Pool): Promise<Record<string, unknown>> {
  await checkPrimary(pool);
  return { position: (await readHead(pool)).position };
}

async function relayed(relay: RelayService): Promise<Record<string, unknown>> {
  const status = await relay.status();
  if (status.state === 'away' || status.state === 'stopped') throw new Error(status.detail ?? status.state);
  return { ...status };
}

/** Says yes or no to commands, writes the log, relays it. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [CommandsModule.forRoot(config), HttpModule.forRoot(config)],
      controllers: [NatsCommandsController, HealthController, MetricsController],
      providers: [
        { provide: RelayService, useFactory: () => measureRelay(new RelayService(config)) },
        { provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [LogDatabase, RelayService] },
      ],
    };
  }
}
