import { pause, retryUntil } from '#libs/platform/retry.js';

/** Waits before what died is started again: the first, and the longest, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
/** Between two questions whether it answers, in milliseconds; after so many without an answer it is ended. */
const LOOK = 2_000;
const UNANSWERED = 2;
/** The longest that a timer takes. */
const FOREVER = 2 ** 31 - 1;

/** A process that is to run for ever. */
export interface Running {
  /** Resolves, maybe with words, when it has ended by itself. */
  readonly ended: Promise<string | void>;
  stop(): Promise<void>;
  /** Whether it does its work, where a process may live and not do it. */
  answers?(): Promise<boolean>;
  /** Ends it without asking. */
  kill?(): Promise<void>;
}
export interface Supervised<P extends Running> {
  /** Undefined between two lives. */
  current(): P | undefined;
  /** Ends the process and starts it again at once. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a process, and starts it again, later each time, whenever it ends by itself or does not answer any longer.
 * @param say called when it died, does not start, or is back
 * @throws {Error} when it cannot be started the first time
 */
export async function supervise<P extends Running>(
  start: () => Promise<P>,
  say: (words: string) => void,
): Promise<Supervised<P>> {
  const stop = new AbortController();
  let current: P | undefined = await start();
  let restarting = false;
  const life = async (): Promise<void> => {
    do {
      restarting = false;
      if (!current) {
        current = await start();
        say('is back');
      }
      if (stop.signal.aborted) return current.stop();
      const how = await endOf(current, stop.signal);
      current = undefined;
      if (stop.signal.aborted) return;
      if (!restarting) throw new Error(`ended unexpectedly${how ? ` (${how})` : ''}: starting it again`);
    } while (restarting);
  };
  const onFailure = ({ message }: Error): void => say(message);
  const again = { signal: stop.signal, first: FIRST_WAIT, longest: LONGEST_WAIT, retries: () => true, onFailure };
  const running = retryUntil(life, again).catch(() => undefined);
  return {
    current: () => current,
    async restart() {
      restarting = true;
      await current?.stop();
    },
    async stop() {
      stop.abort();
      await current?.stop();
      await running;
    },
  };
}

/** How it ended; at once when it is not to run any longer. One that lives but does not answer is ended here. */
async function endOf(process: Running, stop: AbortSignal): Promise<string | void> {
  const over = new AbortController();
  const ended = process.ended.finally(() => over.abort());
  for (let unanswered = 0; ;) {
    await pause(process.answers ? LOOK : FOREVER, over.signal, stop);
    if (stop.aborted) return;
    if (over.signal.aborted) return ended;
    unanswered = (await process.answers?.()) ? 0 : unanswered + 1;
    if (unanswered < UNANSWERED) continue;
    await (process.kill ?? process.stop)();
    return 'it did not answer';
  }
}
