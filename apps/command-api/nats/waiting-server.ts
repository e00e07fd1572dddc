import { Logger } from '@nestjs/common';
import { ServerNats } from '@nestjs/microservices';
import { natsServers } from '#libs/event-bus/connect.js';
import { ofCampus } from '#libs/platform/campus.js';
import type { Config } from '#libs/platform/config.js';
import { retryUntil } from '#libs/platform/retry.js';
import { PlainDeserializer, PlainSerializer } from './plain-messages.js';

/** NATS is tried again after this many milliseconds at most, for ever. */
const RETRY = 1_000;
/** At the end, commands that are under way may take this long to answer, in milliseconds. */
const GRACE = 250;

/** Nest's NATS server, but one that waits for NATS as long as it takes, and speaks plain JSON. */
export class WaitingNatsServer extends ServerNats {
  private readonly log = new Logger('nats-commands');
  private readonly closing = new AbortController();

  constructor(config: Config) {
    super({
      ...natsServers({ url: config.NATS_URL ?? '', user: config.NATS_USER, password: config.NATS_PASSWORD }),
      name: 'helpdesk-commands',
      queue: ofCampus('command-api'),
      timeout: 3_000,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 200,
      ignoreAuthErrorAbort: true,
      gracefulShutdown: true,
      gracePeriod: GRACE,
      serializer: new PlainSerializer(),
      deserializer: new PlainDeserializer(),
    });
  }

  override async createNatsClient(): Promise<unknown> {
    let warned = false;
    const onFailure = ({ message }: Error): void => {
      if (!warned) this.log.warn(`commands by NATS wait until it answers: ${message}`);
      warned = true;
    };
    const connect = async (): Promise<unknown> => (await super.createNatsClient()) as unknown;
    const { signal } = this.closing;
    return retryUntil(connect, { signal, first: RETRY, longest: RETRY, retries: () => true, onFailure });
  }

  override async close(): Promise<void> {
    this.closing.abort();
    await super.close();
  }
}
