import { connect, type NatsConnection } from '@nats-io/transport-node';

/** A connection to NATS_URL that is made again for ever when it is lost. */
export function connectFromEnvironment(name: string): Promise<NatsConnection> {
  const { NATS_URL = 'nats://127.0.0.1:4222', NATS_USER: user, NATS_PASSWORD: pass } = process.env;
  // As in .data/running.json: nats://user:password@host:port
  const { username, password, host } = new URL(NATS_URL);
  // Without a login, as on a server that asks for none, no empty one is sent.
  const login = {
    user: user || decodeURIComponent(username) || undefined,
    pass: pass || decodeURIComponent(password) || undefined,
  };
  return connect({ servers: host, ...login, name, maxReconnectAttempts: -1, waitOnFirstConnect: true });
}

/** What the examples read of an event; docs/events has all of it. */
export interface HelpdeskEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  /** Decimal string. */
  readonly position: string;
  readonly schemaversion: string;
  readonly data: Readonly<Record<string, unknown>>;
}
