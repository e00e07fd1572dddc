import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { readHead } from '#libs/event-log/read.js';
import { CommandsModule } from './commands/commands.module.js';
import { LogDatabase } from './commands/log-database.js';
import { TicketsController } from './http/tickets.controller.js';
import { ACCESS_TOKEN } from './http/token.guard.js';
import { RelayModule } from './relay/relay.module.js';
import { RelayService } from './relay/relay.service.js';

function healthChecks(log: LogDatabase, relay: RelayService): HealthCheck[] {
  return [
    { name: 'log', check: async () => ({ position: (await readHead(log.pool)).position }) },
    { name: 'relay', required: false, check: async () => ({ ...(await relay.status()) }) },
  ];
}

/** Says yes or no to commands, writes the log, relays it. */
@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [CommandsModule.forRoot(config), RelayModule.forRoot(config)],
      controllers: [TicketsController, HealthController, MetricsController],
      providers: [
        { provide: ACCESS_TOKEN, useValue: config.COMMAND_API_TOKEN ?? '' },
        { provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [LogDatabase, RelayService] },
      ],
    };
  }
}
