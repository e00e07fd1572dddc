import { Injectable } from '@nestjs/common';
import { ReadPosition } from './read-position.js';

/** So many answers are kept at most, and so long (milliseconds), since what is read speaks of a time as well. */
const MOST = 1_000;
const LONGEST = 1_000;

interface Kept {
  readonly position: number;
  readonly at: number;
  readonly answer: Promise<unknown>;
}

/** Many browsers look at the same thing: after a change it is read, and rendered, once for all of them. */
@Injectable()
export class SharedReads {
  private readonly answers = new Map<string, Kept>();

  constructor(private readonly reads: ReadPosition) {}

  /** The answer to a question of that name at the current position; `ask` is called only if nobody has just asked. */
  async get<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const position = this.reads.current;
    const at = Date.now();
    const known = this.answers.get(name);
    if (known?.position === position && at - known.at < LONGEST) return known.answer as Promise<T>;
    const kept: Kept = { position, at, answer: ask() };
    this.answers.delete(name);
    this.answers.set(name, kept);
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= MOST) break;
      this.answers.delete(oldest);
    }
    kept.answer.catch(() => {
      if (this.answers.get(name) === kept) this.answers.delete(name);
    });
    return kept.answer as Promise<T>;
  }
}
