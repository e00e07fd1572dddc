import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#libs/platform/config.js';
import { measureRelay } from './relay-metrics.js';
import { RelayService } from './relay.service.js';

/** Relays the log to JetStream for as long as the process runs. */
@Module({})
export class RelayModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: RelayModule,
      providers: [
        {
          provide: RelayService,
          useFactory: () => {
            const relay = new RelayService(config);
            measureRelay(relay);
            return relay;
          },
        },
      ],
      exports: [RelayService],
    };
  }
}
