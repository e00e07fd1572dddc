import { EventEmitter, once } from 'node:events';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

export interface BusOptions {
  /** `nats://host:port` or `nats://user:password@host:port`, several separated by commas. */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** The options of a NATS client. A login in the URL is for all its servers; `user` and `password` come before it. */
export function natsServers({ url, user, password }: BusOptions): { servers: string[]; user?: string; pass?: string } {
  const login = /^nats:\/\/([^@,/:]+):([^@,/]+)@/.exec(url);
  const decoded = login?.slice(1).map(decodeURIComponent) ?? [];
  const servers = url.split(',').map((server) => server.trim().replace(/^(nats:\/\/)?[^@]*@/, '$1'));
  return { servers, user: user ?? decoded[0], pass: password ?? decoded[1] };
}

/** A connection to NATS that heals by itself, and the JetStream API on it. */
export interface Bus {
  readonly nats: NatsConnection;
  readonly jetstream: JetStreamManager;
  /** How many servers of a cluster keep a copy of the stream when it is made or brought to its settings here, 1..5. */
  readonly replicas: number;
  /** Resolves once there is a connection; rejects when it is closed for good or the signal fires. */
  up(signal: AbortSignal): Promise<void>;
  /** Calls back whenever the connection is lost; what it returns ends that. */
  onCut(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Answers of the JetStream API that take longer than this count as failures, in milliseconds. */
const API_TIMEOUT = 5_000;

/**
 * Connects to NATS. Once connected, lost connections are made again for ever; a server that hangs is noticed within
 * some six seconds.
 * @param options `name` is shown by the server beside the connection; `inboxPrefix` keeps answers apart from those of others;
 * `replicas` is 1 if not given
 * @throws {Error} when no server answers now; the caller tries again when it suits it
 */
export async function connectBus(
  options: BusOptions & { readonly name: string; readonly inboxPrefix?: string; readonly replicas?: number },
): Promise<Bus> {
  const nats = await connect({
    ...natsServers(options),
    name: options.name,
    inboxPrefix: options.inboxPrefix,
    timeout: 3_000,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    pingInterval: 2_000,
    maxPingOut: 2,
    ignoreAuthErrorAbort: true,
  });
  const jetstream = await jetstreamManager(nats, { checkAPI: false, timeout: API_TIMEOUT });
  const cuts = new EventEmitter();
  const state = { connected: true };
  const watch = async () => {
    for await (const { type } of nats.status()) {
      if (type === 'disconnect' || type === 'close') state.connected = false;
      else if (type === 'reconnect') state.connected = true;
      else continue;
      cuts.emit(state.connected ? 'up' : 'down');
    }
  };
  void watch();
  return {
    nats,
    jetstream,
    replicas: options.replicas ?? 1,
    async up(signal) {
      while (!state.connected && !nats.isClosed()) await once(cuts, 'up', { signal });
      if (nats.isClosed()) throw new Error('the connection to NATS is closed');
    },
    onCut(listener) {
      cuts.on('down', listener);
      return () => cuts.off('down', listener);
    },
    close: () => nats.close(),
  };
}
