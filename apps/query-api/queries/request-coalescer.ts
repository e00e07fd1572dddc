import { Injectable } from '@nestjs/common';
import QuickLRU from 'quick-lru';
import { ReadPosition } from './read-position.js';

/** The most results that are cached, and for how long (milliseconds), since a result is of a time as well. */
const MAX_ENTRIES = 500;
const MAX_AGE = 1_000;

interface Entry {
  readonly position: number;
  readonly result: Promise<unknown>;
}

/** Coalesces the same request of many browsers: after a change it is read, and rendered, once for all of them. */
@Injectable()
export class RequestCoalescer {
  private readonly entries = new QuickLRU<string, Entry>({ maxSize: MAX_ENTRIES, maxAge: MAX_AGE });

  constructor(private readonly position: ReadPosition) {}

  /** The result for a key at the current position; `read` runs only if nobody has just read the same. */
  async get<T>(key: string, read: () => Promise<T>): Promise<T> {
    const position = this.position.current;
    const known = this.entries.get(key);
    if (known?.position === position) return known.result as Promise<T>;
    const entry: Entry = { position, result: read() };
    this.entries.set(key, entry);
    entry.result.catch(() => {
      if (this.entries.peek(key) === entry) this.entries.delete(key);
    });
    return entry.result as Promise<T>;
  }
}
