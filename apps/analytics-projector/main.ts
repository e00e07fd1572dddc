import { runApp } from '#libs/platform/boot.js';
import { AppModule } from './app.module.js';

void runApp((config) => ({
  name: 'analytics-projector',
  database: 'projector',
  module: AppModule,
  host: config.PROJECTOR_HOST,
  port: config.PROJECTOR_PORT,
}));
