import { runApp } from '#libs/platform/boot.js';
import { AppModule } from './app.module.js';
import { configureHttp, WITHOUT_FORMS } from './http/configure-http.js';
import { configureNats } from './nats/configure-nats.js';

void runApp((config) => ({
  name: 'command-api',
  database: 'command',
  module: AppModule.forRoot(config),
  configure: async (app) => {
    await configureHttp(app);
    configureNats(app, config);
  },
  nest: WITHOUT_FORMS,
  host: config.COMMAND_API_HOST,
  port: config.COMMAND_API_PORT,
}));
