import { Body, Controller, Get, HttpCode, Ip, Param, Post, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { NotifierClient, NotifierProblem } from '../../notifications/notifier.client.js';
import { Allowance } from '../../limits/allowance.js';
import { browserMark } from '../../queries/browser-mark.js';
import { GetTicket } from '../../queries/tickets.queries.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { noSuchTicket, TicketNumberPipe } from '../shared/ticket-number.js';

const text = z.string().max(2_000).catch('');
const followForm = z.object({ address: text, push: text });
const unfollowForm = z.object({ endpoint: text });

/** Follows within an hour: of a browser, and of an address, which a campus may share. */
const HOUR = 3_600_000;
const MOST_OF_BROWSER = 20;
const MOST_OF_ADDRESS = 400;

/** What the page says, and asks. */
type Step = 'asked' | 'confirm' | 'confirmed' | 'end' | 'ended';

/** Who wants to hear of a ticket, and the links in the mails that they get. Only a POST changes something: mail programs open links. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller()
export class SubscriptionsController {
  private readonly allowance = new Allowance(HOUR);

  constructor(
    private readonly queries: QueryBus,
    private readonly notifier: NotifierClient,
  ) {}

  @Post('tickets/:number/follow')
  @HttpCode(200)
  async follow(
    @CurrentRequester() requester: Requester,
    @Param('number', TicketNumberPipe) number: number,
    @Body({ schema: followForm }) { address, push }: z.infer<typeof followForm>,
    @Ip() ip: string,
  ): Promise<Page> {
    if (
      !this.allowance.take(ip, MOST_OF_ADDRESS) ||
      !this.allowance.take(`${ip} ${requester.browser}`, MOST_OF_BROWSER)
    )
      throw new Problem({ status: 429, code: 'rate.limited', detail: 'You follow very many tickets: wait an hour.' });
    const ticketId = await this.openTicket(requester, number);
    const subscription = push
      ? { channel: 'push', address: parse(push) }
      : { channel: 'mail', address: address.trim().replace(/^mailto:/i, '') };
    const common = { ticketId, number, locale: requester.locale, browser: browserMark(requester.browser, ticketId) };
    return this.step(requester, 'asked', number, () => this.notifier.follow({ ...common, ...subscription }), address);
  }

  @Post('tickets/:number/unfollow')
  @HttpCode(200)
  async unfollow(
    @CurrentRequester() requester: Requester,
    @Param('number', TicketNumberPipe) number: number,
    @Body({ schema: unfollowForm }) { endpoint }: z.infer<typeof unfollowForm>,
  ): Promise<Page> {
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    if (!view) throw noSuchTicket();
    return this.step(requester, 'ended', number, () => this.notifier.unfollow(view.ticketId, endpoint));
  }

  @Get('subscriptions/:id/:step')
  show(
    @CurrentRequester() requester: Requester,
    @Param() { id = '', step = '' }: Record<string, string>,
  ): Promise<Page> {
    return this.linked(requester, asked(step), () => this.notifier.find(id));
  }

  /** From the page's button, and from mail programs by one click (RFC 8058). */
  @Post('subscriptions/:id/end')
  @HttpCode(200)
  end(@CurrentRequester() requester: Requester, @Param('id') id: string): Promise<Page> {
    return this.step(requester, 'ended', null, () => this.notifier.end(id));
  }

  @Post('subscriptions/:id/confirm')
  @HttpCode(200)
  confirm(@CurrentRequester() requester: Requester, @Param('id') id: string): Promise<Page> {
    return this.linked(requester, 'confirmed', () => this.notifier.confirm(id));
  }

  private async openTicket(requester: Requester, number: number): Promise<string> {
    const view = await this.queries.execute(new GetTicket(requester.role, number));
    if (!view || 'closedForUser' in view) throw noSuchTicket();
    return view.ticketId;
  }

  private async linked(
    requester: Requester,
    step: Step,
    find: () => Promise<{ number: number | null }>,
  ): Promise<Page> {
    let number: number | null = null;
    return this.step(
      requester,
      step,
      () => number,
      async () => {
        ({ number } = await find());
      },
    );
  }

  private async step(
    requester: Requester,
    step: Step,
    about: number | null | (() => number | null),
    work: () => Promise<void>,
    address = '',
  ): Promise<Page> {
    const problem = await work().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof NotifierProblem) return error;
        throw error;
      },
    );
    const number = typeof about === 'function' ? about() : about;
    const t = texts(requester.locale);
    return new Page('subscription', {
      title:
        step === 'end' || step === 'ended' ? t('notify.endTitle') : t('notify.confirmTitle', { number: number ?? '' }),
      nav: 'tickets',
      status: problem?.status,
      data: { step: { [step]: true }, number, address, problem: problem && { code: problem.code, field: 'address' } },
    });
  }
}

function asked(step: string): Step {
  if (step === 'confirm' || step === 'end') return step;
  throw noSuchTicket();
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
