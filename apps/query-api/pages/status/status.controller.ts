import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { commandApiPosition } from '../../commands/command-api-health.js';
import { GetSystemStatus } from '../../queries/log.queries.js';
import { NotifierClient } from '../../notifications/notifier.client.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';

/** How far log and read models are. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('status')
export class StatusController {
  constructor(
    private readonly queries: QueryBus,
    private readonly notifier: NotifierClient,
  ) {}

  @Get()
  async show(@HelpdeskRequester() requester: Requester): Promise<Page> {
    const [status, deliveries] = await Promise.all([
      this.queries.execute(new GetSystemStatus(await commandApiPosition())),
      this.notifier.deliveries(),
    ]);
    const { log, readModels, lag } = status;
    return new Page('status', {
      title: texts(requester.locale)('system.title'),
      nav: 'status',
      asOf: { position: readModels.position, at: new Date(), timeZone: readModels.timeZone ?? 'UTC' },
      data: {
        ...status,
        upToDate: lag.events === 0,
        lagSeconds: Math.round(lag.ms / 1000),
        empty: log.position === 0,
        notifier: this.notifier.isSetUp && {
          away: !deliveries,
          webhooks: deliveries?.webhooks,
          latest: deliveries?.latest.map((one) => ({ ...one, at: new Date(one.at) })),
        },
      },
    });
  }
}
