import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { TicketsController } from './tickets.controller.js';
import { ACCESS_TOKEN } from './token.guard.js';

/** Commands by HTTP: all that OpenAPI tells of. */
@Module({})
export class HttpModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: HttpModule,
      controllers: [TicketsController],
      providers: [{ provide: ACCESS_TOKEN, useValue: config.COMMAND_API_TOKEN ?? '' }],
    };
  }
}
