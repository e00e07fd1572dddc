import pg from 'pg';
import { readHead } from './read.js';

/** The channel on which every append says its last position. */
export const APPENDED_CHANNEL = 'helpdesk_log';

export interface AppendWatch {
  close(): Promise<void>;
}

const RETRY_MS = { first: 50, most: 2_000 };

/**
 * Calls `onPosition` with the last position of every append, from any process. Reconnects by itself; after each LISTEN
 * it reports the head, so that nothing said meanwhile is missed. A position may come twice, or older than the one before.
 */
export function watchAppends(options: pg.ClientConfig, onPosition: (position: number) => void): AppendWatch {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wait = RETRY_MS.first;

  async function listen(): Promise<void> {
    const mine = new pg.Client({ keepAlive: true, connectionTimeoutMillis: 5_000, ...options });
    client = mine;
    let lost = false;
    const onLost = (): void => {
      if (lost) return;
      lost = true;
      mine.end().catch(() => undefined);
      if (closed) return;
      timer = setTimeout(() => void listen(), wait);
      wait = Math.min(wait * 2, RETRY_MS.most);
    };
    mine.on('error', onLost);
    mine.on('end', onLost);
    mine.on('notification', (message) => onPosition(Number(message.payload)));
    try {
      await mine.connect();
      await mine.query(`listen ${APPENDED_CHANNEL}`);
      const head = await readHead(mine);
      wait = RETRY_MS.first;
      if (!closed) onPosition(head.position);
    } catch {
      onLost();
    }
  }

  void listen();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
