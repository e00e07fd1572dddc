import { runApp } from '#libs/platform/boot.js';
import { AppModule } from './app.module.js';
import { configurePages } from './pages/configure-pages.js';

void runApp((config) => ({
  name: 'query-api',
  module: AppModule,
  configure: configurePages,
  host: config.HOST,
  port: config.PORT,
}));
