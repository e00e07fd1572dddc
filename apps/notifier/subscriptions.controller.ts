import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { TokenGuard } from '#libs/platform/token.guard.js';
import { NotifierService } from './notifier.service.js';
import { pushSubscription } from './push.channel.js';
import { Subscriptions, type Subscribed } from './subscriptions.js';

/** What people can be told by: whether by mail, and the key that browsers subscribe with. */
export interface Channels {
  readonly mail: boolean;
  readonly pushKey: string | null;
}
/** Injection token of a function that says which channels there are. */
export const CHANNELS = Symbol('CHANNELS');

const common = {
  ticketId: z.uuid(),
  number: z.int().positive(),
  locale: z.string().max(10),
  browser: z.string().max(64).optional(),
};
const wanted = z.discriminatedUnion('channel', [
  z.strictObject({ ...common, channel: z.literal('mail'), address: z.email().max(254) }),
  z.strictObject({ ...common, channel: z.literal('push'), address: pushSubscription }),
]);
const ofBrowser = z.strictObject({ ticketId: z.uuid(), endpoint: z.string().max(1_000) });
const ofTicket = z.strictObject({ ticket: z.uuid() });

/** Subscriptions, for query-api: nobody else asks. */
@Controller()
@UseGuards(TokenGuard)
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly notifier: NotifierService,
    @Inject(CHANNELS) private readonly channels: () => Promise<Channels>,
  ) {}

  @Get('channels')
  show(): Promise<Channels> {
    return this.channels();
  }

  @Get('subscriptions/count')
  async count(@Query({ schema: ofTicket }) { ticket }: z.infer<typeof ofTicket>): Promise<{ count: number }> {
    return { count: await this.subscriptions.count(ticket) };
  }

  @Post('subscriptions')
  @HttpCode(202)
  async add(@Body({ schema: wanted }) body: z.infer<typeof wanted>): Promise<object> {
    const { mail, pushKey } = await this.channels();
    if (body.channel === 'mail' ? !mail : !pushKey) throw none();
    const address = typeof body.address === 'string' ? body.address : JSON.stringify(body.address);
    await this.subscriptions.add({ ...body, address });
    this.notifier.wake();
    return {};
  }

  @Delete('subscriptions')
  @HttpCode(204)
  async endPush(@Body({ schema: ofBrowser }) { ticketId, endpoint }: z.infer<typeof ofBrowser>): Promise<void> {
    await this.subscriptions.endPush(ticketId, endpoint);
  }

  @Get('subscriptions/:id')
  async find(@Param('id') id: string): Promise<Subscribed> {
    return found(isId(id) ? await this.subscriptions.find(id) : undefined);
  }

  @Post('subscriptions/:id/confirm')
  @HttpCode(200)
  async confirm(@Param('id') id: string): Promise<Subscribed> {
    return found(isId(id) ? await this.subscriptions.confirm(id) : undefined);
  }

  @Delete('subscriptions/:id')
  @HttpCode(204)
  async end(@Param('id') id: string): Promise<void> {
    if (isId(id)) await this.subscriptions.end(id);
  }

  @Get('deliveries')
  deliveries(): Promise<object> {
    return this.notifier.deliveries();
  }
}

const isId = (id: string): boolean => z.uuid().safeParse(id).success;

function found(subscription: Subscribed | undefined): Subscribed {
  if (subscription) return subscription;
  throw new Problem({ status: 404, code: 'subscription.not-found', detail: 'This subscription has ended.' });
}

function none(): Problem {
  return new Problem({ status: 409, code: 'channel.off', detail: 'This channel is not set up.' });
}
