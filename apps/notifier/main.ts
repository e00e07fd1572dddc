import { constants, setPriority } from 'node:os';
import { runApp } from '#libs/platform/boot.js';
import { AppModule } from './app.module.js';

// Messages can wait for a moment, pages cannot. Where a service manager does not allow it, that is the one to say so.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {}

void runApp((config) => ({
  name: 'notifier',
  database: 'notifier',
  module: AppModule.forRoot(config),
  host: config.NOTIFIER_HOST,
  port: config.NOTIFIER_PORT,
}));
