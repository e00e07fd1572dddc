import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { CommandsController } from './commands.controller.js';
import { ACCESS_TOKEN } from '#libs/platform/token.guard.js';

/** Commands by HTTP: all that OpenAPI describes. */
@Module({})
export class HttpModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: HttpModule,
      controllers: [CommandsController],
      providers: [{ provide: ACCESS_TOKEN, useValue: config.COMMAND_API_TOKEN ?? '' }],
    };
  }
}
