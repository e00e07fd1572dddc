import type { BusMessage } from '#libs/event-bus/stream.js';
import type { RelaySource } from '#libs/event-bus/relay.js';

/** A log of plain arrays for the specs of the bus: event n of log L has the hash `L-n`. */
export class SpecLog implements RelaySource {
  readonly erased = new Set<number>();
  readonly erasures = new Map<number, readonly number[]>();
  constructor(
    readonly logId: string,
    public length: number,
  ) {}

  head() {
    return Promise.resolve({ logId: this.logId, position: this.length });
  }

  hashAt(position: number) {
    return Promise.resolve(position <= this.length ? `${this.logId}-${position}` : undefined);
  }

  erasedAmong(positions: readonly number[]) {
    return Promise.resolve(positions.filter((position) => this.erased.has(position)));
  }

  after(position: number, limit: number): Promise<BusMessage[]> {
    const count = Math.max(0, Math.min(limit, this.length - position));
    return Promise.resolve(Array.from({ length: count }, (_, index) => this.message(position + 1 + index)));
  }

  message(position: number): BusMessage {
    const text = this.erased.has(position) ? null : `text ${position}`;
    return {
      position,
      subject: `helpdesk.events.Said.${position % 7}`,
      id: `${this.logId}/${position}`,
      logId: this.logId,
      hash: `${this.logId}-${position}`,
      body: JSON.stringify({ position, text }),
      erases: this.erasures.get(position),
    };
  }
}
