import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import type { Config } from '#libs/platform/config.js';
import { isUnreachable } from '#libs/platform/failure.js';
import { CommandProcessor } from '../processor/command-processor.js';
import { COMMAND_HANDLERS } from './handlers.js';
import { LogDatabase } from './log-database.js';

/** The command bus and what is behind it: one for every way in. */
@Module({})
export class CommandsModule implements OnApplicationShutdown {
  constructor(
    private readonly processor: CommandProcessor,
    private readonly log: LogDatabase,
  ) {}

  static forRoot(config: Config): DynamicModule {
    return {
      module: CommandsModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: LogDatabase, useFactory: () => openLog(config) },
        {
          provide: CommandProcessor,
          useFactory: (log: LogDatabase) => makeProcessor(log, config),
          inject: [LogDatabase],
        },
        ...COMMAND_HANDLERS,
      ],
      exports: [CqrsModule, LogDatabase],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.processor.close();
    await this.log.pool.end();
  }
}

async function openLog(config: Config): Promise<LogDatabase> {
  const log = new LogDatabase(config);
  await log.check().catch((error: unknown) => {
    // It may come back: until then nothing is ready, and commands are asked to come again.
    if (!isUnreachable(error)) throw error;
  });
  return log;
}

function makeProcessor(log: LogDatabase, config: Config): CommandProcessor {
  return new CommandProcessor({ db: log.pool, categorizer: loadCategorizer(config.CATEGORIZER_MODEL) });
}
