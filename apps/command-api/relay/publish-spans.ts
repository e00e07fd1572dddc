import type { BusMessage } from '#libs/event-bus/stream.js';
import { isTracing, traceEvent } from '#libs/platform/tracing.js';

/** Messages that are on their way, so that each gets a span once JetStream has confirmed it. Nothing is kept while nothing is traced. */
export class PublishSpans {
  private readonly underway = new Map<number, { readonly message: BusMessage; readonly begun: number }>();

  /** A message is about to be published, perhaps again. */
  begin<M extends BusMessage>(message: M): M {
    if (isTracing() && message.traceparent) this.underway.set(message.position, { message, begun: Date.now() });
    return message;
  }

  /** JetStream has everything up to a position. */
  confirmed(position: number): void {
    for (const [at, { message, begun }] of this.underway) {
      if (at > position) return;
      this.underway.delete(at);
      const { subject, traceparent } = message;
      traceEvent('publish', { type: subject.split('.')[2] ?? '', position: at, traceparent }, begun);
    }
  }
}
