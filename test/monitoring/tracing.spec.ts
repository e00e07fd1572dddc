import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { headers } from '@nats-io/transport-node';
import { connectBus } from '#libs/event-bus/connect.js';
import { STREAM } from '#libs/event-bus/stream.js';
import { until } from '#libs/platform/retry.js';
import { Target } from '../security/target.js';

interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly traceState?: string;
  readonly service: string;
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Omit<ReceivedSpan, 'service'>[] }[];
  }[];
}

const spans: ReceivedSpan[] = [];
let collector: Server;
let target: Target;

/** Takes what the exporters send: OTLP as JSON. */
beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, service })));
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => void collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  target = await Target.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
}, 60_000);
afterAll(async () => {
  await target?.stop();
  collector?.close();
});

const id = (bytes: number): string => randomBytes(bytes).toString('hex');
const of = (trace: string, service: string, name: string): ReceivedSpan | undefined =>
  spans.find((span) => span.traceId === trace && span.service === `helpdesk-${service}` && span.name === name);

it('one trace leads from the form to command, append, publication and projection', async () => {
  const [trace, caller] = [id(16), id(8)];
  const sent = { traceparent: `00-${trace}-${caller}-01`, tracestate: 'vendor=abc' };
  const { status } = await target.post('/tickets', { description: 'No light' }, { role: 'user', headers: sent });
  expect(status).toBe(303);
  await until(
    () => Boolean(of(trace, 'analytics-projector', 'project') && of(trace, 'command-api', 'publish')),
    20_000,
  );
  const form = of(trace, 'query-api', 'POST /tickets');
  const command = of(trace, 'command-api', 'POST /tickets');
  const append = of(trace, 'command-api', 'append');
  expect(form).toMatchObject({ parentSpanId: caller, traceState: 'vendor=abc' });
  expect(command).toMatchObject({ parentSpanId: form?.spanId, traceState: 'vendor=abc' });
  expect(append).toMatchObject({ parentSpanId: command?.spanId, traceState: 'vendor=abc' });
  expect(of(trace, 'command-api', 'publish')).toMatchObject({ parentSpanId: append?.spanId });
  expect(of(trace, 'analytics-projector', 'project')).toMatchObject({ parentSpanId: append?.spanId });
}, 60_000);

it('a command by NATS keeps its trace, and the message names the span of the append in header and body', async () => {
  const [trace, caller] = [id(16), id(8)];
  const bus = await connectBus({ url: target.nats.url, name: 'spec' });
  try {
    const header = headers();
    header.set('traceparent', `00-${trace}-${caller}-01`);
    header.set('tracestate', 'vendor=xyz');
    const body = JSON.stringify({ description: 'No heating', role: 'user' });
    const reply = await bus.nats.request('helpdesk.commands.OpenTicket', body, { headers: header, timeout: 10_000 });
    const { position } = JSON.parse(reply.string()) as { position: number };
    await until(() => Boolean(of(trace, 'command-api', 'publish')), 20_000);
    const append = of(trace, 'command-api', 'append');
    expect(of(trace, 'command-api', 'helpdesk.commands.OpenTicket')).toMatchObject({
      parentSpanId: caller,
      traceState: 'vendor=xyz',
    });
    const place = `00-${trace}-${append?.spanId}-01`;
    const message = await bus.jetstream.streams.getMessage(STREAM, { seq: position });
    const sent = message?.header;
    expect([sent?.get('traceparent'), sent?.get('tracestate')]).toEqual([place, 'vendor=xyz']);
    expect(message?.json()).toMatchObject({
      traceparent: place,
      tracestate: 'vendor=xyz',
      dataschema: 'urn:helpdesk:event:TicketOpened:v1',
    });
  } finally {
    await bus.close();
  }
}, 60_000);
