import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import type { Config } from '#libs/platform/config.js';
import { isTransient } from '#libs/platform/transient.js';
import { COMMAND_HANDLERS } from './bus.js';
import { CommandLoop } from './command-loop.js';
import { LogDatabase } from './log-database.js';

/** The command bus and what is behind it: one for every way in. */
@Module({})
export class CommandsModule implements OnApplicationShutdown {
  constructor(
    private readonly loop: CommandLoop,
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
          provide: CommandLoop,
          useFactory: (log: LogDatabase) =>
            new CommandLoop({ db: log.pool, categorizer: loadCategorizer(config.CATEGORIZER_MODEL) }),
          inject: [LogDatabase],
        },
        ...COMMAND_HANDLERS,
      ],
      exports: [CqrsModule, LogDatabase],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.close();
    await this.log.pool.end();
  }
}

async function openLog(config: Config): Promise<LogDatabase> {
  const log = new LogDatabase(config);
  await log.check().catch((error: unknown) => {
    // It may come back: until then nothing is ready, and clients are asked to send their commands again.
    if (!isTransient(error)) throw error;
  });
  return log;
}
