import type pg from 'pg';
import { listen } from '#libs/platform/listen.js';
import { readHead } from './read.js';

/** The channel on which every append reports its last position. */
export const APPENDED_CHANNEL = 'helpdesk_log';

export interface AppendWatch {
  close(): Promise<void>;
}

/**
 * Calls `onPosition` with the last position of every append, from any process. Reconnects by itself; after each LISTEN
 * it reports the head, so that nothing is missed meanwhile. A position may come twice, or older than the one before.
 */
export function watchAppends(options: pg.ClientConfig, onPosition: (position: number) => void): AppendWatch {
  return listen(options, APPENDED_CHANNEL, {
    notified: (position) => onPosition(Number(position)),
    listening: async (client) => onPosition((await readHead(client)).position),
  });
}
