import { Module } from '@nestjs/common';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import { ApiModule } from './api/api.module.js';
import { commandApiHealth } from './commands/command-api-health.js';
import { PagesModule } from './pages/pages.module.js';
import { ReadDatabase } from './queries/read-database.js';
import { QueriesModule } from './queries/queries.module.js';

function healthChecks(reads: ReadDatabase): HealthCheck[] {
  const readModels = async (): Promise<{ position: number }> => {
    const { position, generation } = await readCheckpoint(reads.db);
    if (generation === null) throw new Error('the read models are not built yet: the projector makes them');
    // The checkpoint may be readable while the tables are not.
    await listTickets(reads.db, { limit: 1 });
    return { position };
  };
  return [
    { name: 'read-models', check: readModels },
    // Pages can be read without it; forms say that it is away.
    { name: 'command-api', required: false, check: commandApi },
  ];
}

async function commandApi(): Promise<void> {
  if (!(await commandApiHealth()).ready) throw new Error('command-api is not ready: ask it why');
}

@Module({
  imports: [QueriesModule, ApiModule, PagesModule],
  controllers: [HealthController, MetricsController],
  providers: [{ provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [ReadDatabase] }],
})
export class AppModule {}
