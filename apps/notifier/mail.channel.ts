import { createTransport, type Transporter } from 'nodemailer';
import { ConfigError, type Config } from '#libs/platform/config.js';
import { RejectedError, type Channel } from './dispatcher.js';
import type { EventReader } from './event-reader.js';
import { numberOf, readNews } from './news.js';
import type { Delivery } from './outbox.js';
import { texts } from './texts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** While the mail server is away or says "later", for some two days. */
const WAITS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

interface SmtpError {
  readonly responseCode?: number;
  readonly command?: string;
}

/** Sends mails to those who confirmed their address, and the one mail that asks them to. */
export class MailChannel implements Channel {
  readonly name = 'mail';
  readonly parallel = 4;
  readonly perSecond = 100;
  private readonly url: URL;
  private readonly from: string;
  private readonly transport: Transporter;

  /** @throws {ConfigError} without HELPDESK_URL: a mail must have links */
  constructor(
    config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'HELPDESK_URL'>,
    private readonly reader: Pick<EventReader, 'read'>,
    readonly waits: readonly number[] = WAITS,
  ) {
    if (!config.HELPDESK_URL)
      throw new ConfigError('SMTP_URL wants HELPDESK_URL too: mails have links to the helpdesk.');
    this.url = new URL(config.HELPDESK_URL);
    this.from = config.MAIL_FROM ?? `helpdesk@${this.url.hostname}`;
    // One connection for many mails: servers count them.
    const options = { url: config.SMTP_URL, pool: true as const, maxConnections: this.parallel };
    this.transport = createTransport(options, { from: this.from });
  }

  async send(delivery: Delivery): Promise<void> {
    const message = delivery.kind === 'confirm' ? this.question(delivery) : await this.news(delivery);
    const host = this.url.hostname;
    const headers = { 'Auto-Submitted': 'auto-generated', ...message.headers };
    try {
      await this.transport.sendMail({
        to: { address: delivery.address ?? '', name: '' },
        messageId: `<${delivery.messageId}@${host}>`,
        textEncoding: 'quoted-printable',
        disableFileAccess: true,
        disableUrlAccess: true,
        ...message,
        headers,
      });
    } catch (error) {
      const { responseCode = 0, command = '' } = error as SmtpError;
      const { message: words } = error as Error;
      // Of our own login and sender others complain too: that is ours to correct, the reader stays.
      if (responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')) throw new RejectedError(words, true);
      throw error;
    }
  }

  close(): void {
    this.transport.close();
  }

  private question(delivery: Delivery): Message {
    const t = texts(delivery.locale);
    const number = numberOf(delivery);
    const url = this.link('confirm', delivery);
    return { subject: t('notify.confirm.subject', { number }), text: t('notify.confirm.text', { number, url }) };
  }

  private async news(delivery: Delivery): Promise<Message> {
    const t = texts(delivery.locale);
    const number = numberOf(delivery);
    const { title, sentences } = await readNews(this.reader, delivery);
    const end = this.link('end', delivery);
    const thread = `<ticket-${delivery.ticketId}@${this.url.hostname}>`;
    const foot = [
      t('notify.ticket', { url: new URL(`/tickets/${number}`, this.url).href }),
      t('notify.end', { url: end }),
    ];
    return {
      subject: `#${number} ${title}`.trim(),
      text: [...sentences, `-- \n${foot.join('\n')}`].join('\n\n'),
      references: thread,
      inReplyTo: thread,
      // One click in the mail program ends it: RFC 8058.
      headers: { 'List-Unsubscribe': `<${end}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    };
  }

  private link(what: 'confirm' | 'end', { subscription }: Delivery): string {
    return new URL(`/subscriptions/${subscription}/${what}`, this.url).href;
  }
}

interface Message {
  readonly subject: string;
  readonly text: string;
  readonly references?: string;
  readonly inReplyTo?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
