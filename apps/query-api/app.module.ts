import { Module } from '@nestjs/common';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { readCheckpoint } from '#libs/read-models/ask/checkpoint.js';
import { ApiModule } from './api/api.module.js';
import { PagesModule } from './pages/pages.module.js';
import { ReadDatabase } from './reads/read-database.js';
import { ReadsModule } from './reads/reads.module.js';

function healthChecks(reads: ReadDatabase): HealthCheck[] {
  const readModels = async (): Promise<{ position: number }> => {
    const { position, generation } = await readCheckpoint(reads.db);
    if (generation === null) throw new Error('the read models are not built yet: the projector makes them');
    return { position };
  };
  return [{ name: 'read-models', check: readModels }];
}

@Module({
  imports: [ReadsModule, ApiModule, PagesModule],
  controllers: [HealthController, MetricsController],
  providers: [{ provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [ReadDatabase] }],
})
export class AppModule {}
