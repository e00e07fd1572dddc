import type { OutgoingMessage } from '#libs/event-bus/publish.js';
import { isTracing, traceEvent, type TracedEvent } from '#libs/platform/tracing.js';

/** Messages that are on their way, so that each gets a span once JetStream has confirmed it. Nothing is kept while nothing is traced. */
export class PublishSpans {
  private readonly underway = new Map<number, { readonly event: TracedEvent; readonly begun: number }>();

  /** A message is about to be published, perhaps again. */
  begin<M extends OutgoingMessage>(message: M): M {
    const { position, subject, traceparent } = message;
    if (isTracing() && traceparent) {
      const event = { type: subject.split('.')[2] ?? '', position, traceparent };
      this.underway.set(position, { event, begun: Date.now() });
    }
    return message;
  }

  /** JetStream has everything up to a position. */
  confirmed(position: number): void {
    for (const [at, { event, begun }] of this.underway) {
      if (at > position) return;
      this.underway.delete(at);
      traceEvent('publish', event, begun);
    }
  }
}
