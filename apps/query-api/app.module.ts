import { Module } from '@nestjs/common';
import { readConfig } from '#libs/platform/config.js';
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
    const { position, generation } = await readCheckpoint(reads);
    if (generation === null) throw new Error('the read models are not built yet: the projector makes them');
    // The checkpoint may be readable while the tables are not.
    await listTickets(reads, { limit: 1 });
    return { position };
  };
  const { NOTIFIER_URL: notifier } = readConfig();
  return [
    { name: 'read-models', check: readModels },
    // Pages can be read without them; forms say that they are away.
    { name: 'command-api', required: false, check: commandApi },
    ...(notifier ? [{ name: 'notifier', required: false, check: () => checkNotifier(notifier) }] : []),
  ];
}

async function commandApi(): Promise<void> {
  if (!(await commandApiHealth()).ready) throw new Error('command-api is not ready: ask it why');
}

async function checkNotifier(base: string): Promise<void> {
  const url = `${base}/health/ready`;
  const { status } = await fetch(url, { signal: AbortSignal.timeout(1_500) }).catch(() => ({ status: 0 }));
  if (status === 0) throw new Error(`the notifier does not answer at ${url}: start it, or correct NOTIFIER_URL`);
  if (status !== 200) throw new Error('the notifier is not ready: ask it why');
}

@Module({
  imports: [QueriesModule, ApiModule, PagesModule],
  controllers: [HealthController, MetricsController],
  providers: [{ provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [ReadDatabase] }],
})
export class AppModule {}
