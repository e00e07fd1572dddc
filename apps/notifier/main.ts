import { runApp } from '#libs/platform/boot.js';
import { AppModule } from './app.module.js';

void runApp((config) => ({
  name: 'notifier',
  database: 'notifier',
  module: AppModule.forRoot(config),
  host: config.NOTIFIER_HOST,
  port: config.NOTIFIER_PORT,
}));
