import { Injectable } from '@nestjs/common';
import { ReadPosition } from '../../reads/read-position.js';

/** So many answers are kept at most. */
const MOST = 200;

/** Many browsers look at the same thing: after a change it is read once for all of them. */
@Injectable()
export class SharedReads {
  private readonly answers = new Map<string, { position: number; answer: Promise<unknown> }>();

  constructor(private readonly reads: ReadPosition) {}

  /** The answer to a question of that name at the current position; `ask` is called only if nobody has asked before. */
  async get<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const position = this.reads.current;
    const known = this.answers.get(name);
    if (known?.position === position) return known.answer as Promise<T>;
    const answer = ask();
    this.answers.delete(name);
    this.answers.set(name, { position, answer });
    for (const oldest of this.answers.keys()) {
      if (this.answers.size <= MOST) break;
      this.answers.delete(oldest);
    }
    answer.catch(() => this.answers.delete(name));
    return answer;
  }
}
