import { Module } from '@nestjs/common';
import { readConfig } from '#libs/platform/config.js';
import { HEALTH_CHECKS, HealthController, type HealthCheck } from '#libs/platform/health.controller.js';
import { MetricsController } from '#libs/platform/metrics.js';
import { ProjectorService } from './projector.service.js';

function healthChecks(projector: ProjectorService): HealthCheck[] {
  const readModels = (): Promise<Record<string, unknown>> => {
    const { state, position, head } = projector;
    if (state.doing === 'stopped' || state.doing === 'building') return Promise.reject(new Error(state.reason));
    return Promise.resolve({ doing: state.doing, position, head });
  };
  return [
    { name: 'database', check: () => projector.checkDatabase() },
    { name: 'read-models', check: readModels },
  ];
}

@Module({
  controllers: [HealthController, MetricsController],
  providers: [
    { provide: ProjectorService, useFactory: () => new ProjectorService(readConfig()) },
    { provide: HEALTH_CHECKS, useFactory: healthChecks, inject: [ProjectorService] },
  ],
})
export class AppModule {}
