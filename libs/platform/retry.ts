import { isTransient } from './transient.js';

export interface RetryOptions {
  /** No attempt begins later than this, in milliseconds of `performance.now()`. */
  readonly deadline?: number;
  /** Ends the attempts. */
  readonly signal?: AbortSignal;
  /** The first wait, and the longest, in milliseconds. */
  readonly first?: number;
  readonly longest?: number;
  /** Which errors are worth another attempt; those of `isTransient` if not given. */
  readonly retries?: (error: unknown) => boolean;
  /** Called with each error after which there is another attempt. */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Does something again until it works. Waits double, and half of each is random, so that many do not come back at once.
 * An attempt that held for longer than the longest wait counts as a recovery: the next wait is the first again.
 * @param work must be safe to do twice
 * @throws the last error, once it is not worth another attempt, the deadline has come or the signal has fired
 */
export async function retryUntil<T>(work: () => Promise<T> | T, options: RetryOptions): Promise<T> {
  const { deadline = Infinity, signal, first = 25, longest = 1_000, retries = isTransient, onFailure } = options;
  for (let wait = first; ; wait = Math.min(wait * 2, longest)) {
    const begun = performance.now();
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || !retries(error) || performance.now() + wait > deadline) throw error;
      onFailure?.(error as Error);
      if (performance.now() - begun > longest) wait = first;
      await pause(wait * (0.5 + Math.random() / 2), signal);
      if (signal?.aborted) throw error;
    }
  }
}

/**
 * Asks again and again, at once and then about every `step` milliseconds, until the answer is truthy.
 * @returns the last answer; a falsy one when no other came within `timeout` milliseconds
 */
export async function until<T>(ask: () => T | Promise<T>, timeout: number, step = 20): Promise<T> {
  const missing = new Error('not there yet');
  let answer: T | undefined;
  const work = async (): Promise<void> => {
    answer = await ask();
    if (!answer) throw missing;
  };
  const retries = (error: unknown): boolean => error === missing;
  const deadline = performance.now() + timeout;
  await retryUntil(work, { deadline, first: step, longest: step, retries }).catch((error: unknown) => {
    if (error !== missing) throw error;
  });
  return answer as T;
}

/** Resolves after so many milliseconds, or once one of the signals has fired. */
export function pause(ms: number, ...signals: (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) signal?.addEventListener('abort', done);
    if (signals.some((signal) => signal?.aborted)) done();
  });
}
