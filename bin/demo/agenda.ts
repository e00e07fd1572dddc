/** What is still to come, the earliest first; of two at the same time, the one that was noted first. A binary heap. */
export class Agenda<T> {
  private readonly heap: { readonly at: number; readonly order: number; readonly item: T }[] = [];
  private noted = 0;

  /** When the next one is due; Infinity when there is none. */
  get next(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  note(at: number, item: T): void {
    const { heap } = this;
    const entry = { at, order: this.noted++, item };
    let index = heap.length;
    heap.push(entry);
    for (let up = (index - 1) >> 1; index > 0 && this.isBefore(entry, up); index = up, up = (index - 1) >> 1) {
      heap[index] = heap[up] as typeof entry;
    }
    heap[index] = entry;
  }

  take(): T | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first?.item;
    let index = 0;
    for (;;) {
      let down = 2 * index + 1;
      const right = heap[down + 1];
      if (right && this.isBefore(right, down)) down++;
      const lower = heap[down];
      if (!lower || this.isBefore(last, down)) break;
      heap[index] = lower;
      index = down;
    }
    heap[index] = last;
    return first.item;
  }

  private isBefore(entry: { readonly at: number; readonly order: number }, index: number): boolean {
    const other = this.heap[index];
    return !other || entry.at < other.at || (entry.at === other.at && entry.order < other.order);
  }
}
