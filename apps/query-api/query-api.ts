import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AppOptions } from '#libs/platform/boot.js';
import { readConfig } from '#libs/platform/config.js';
import { limitRates } from '#libs/platform/rate-limits.js';
import { configureApi } from './api/configure-api.js';
import { AppModule } from './app.module.js';
import { RATE_LIMITS } from './limits/rate-limits.js';
import { configurePages } from './pages/configure-pages.js';
import { resolvePositions } from './queries/at-position.js';
import { guardRole } from './request/guarded-role.js';

/** The app: pages and JSON interface on one server. */
export const queryApi: AppOptions = {
  name: 'query-api',
  module: AppModule,
  async configure(app: NestFastifyApplication) {
    guardRole(app.getHttpAdapter().getInstance(), readConfig());
    await limitRates(app, RATE_LIMITS);
    resolvePositions(app);
    await configurePages(app);
    configureApi(app);
  },
};
