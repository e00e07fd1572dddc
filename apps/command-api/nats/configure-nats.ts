import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '#libs/platform/config.js';
import { WaitingNatsServer } from './waiting-server.js';

/** Takes commands by NATS too, where it is set up, once HTTP is served. Whatever happens to NATS, HTTP goes on. */
export function configureNats(app: NestFastifyApplication, config: Config): void {
  if (!config.NATS_URL) return;
  app.connectMicroservice({ strategy: new WaitingNatsServer(config) });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onListen', (done) => {
      app.startAllMicroservices().catch((error: Error) => {
        if (error.name !== 'AbortError') new Logger('nats-commands').error(error);
      });
      done();
    });
}
