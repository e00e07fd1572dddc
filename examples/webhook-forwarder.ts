/**
 * Forwards every event to a webhook, in order, at least once. A position in a file says how far it is; whatever is killed
 * or wiped, it goes on behind it.
 *
 *     WEBHOOK_SECRET=... node dist/examples/webhook-forwarder.js <url> <position file> [first wait in ms]
 *
 * Requests are signed as https://www.standardwebhooks.com says: `webhook-signature: v1,<base64 of HMAC-SHA256 over
 * "<webhook-id>.<webhook-timestamp>.<body>">`, the key being the bytes of WEBHOOK_SECRET. The id stays the same when a request is repeated.
 */
import { DeliverPolicy, jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectFromEnvironment, type HelpdeskEvent } from './nats.js';

const STREAM = 'HELPDESK';
/** Longest wait between two attempts, and for one answer, in milliseconds. */
const LONGEST_WAIT = 60_000;
const ANSWER_WITHIN = 15_000;

interface Target {
  readonly url: string;
  readonly secret: string;
  readonly positionFile: string;
  /** Wait after the first failure, in milliseconds; doubles from there. */
  readonly firstWait: number;
}

function readPosition(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
}

/** All or nothing: a crash leaves the old file or the new one. */
function writePosition(file: string, position: number): void {
  writeFileSync(`${file}.new`, `${position}\n`);
  renameSync(`${file}.new`, file);
}

function signed(secret: string, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Sends until the receiver says 2xx: a later event never overtakes this one. */
async function deliver(target: Target, id: string, body: string): Promise<void> {
  for (let wait = target.firstWait; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const headers = { 'content-type': 'application/cloudevents+json', ...signed(target.secret, id, body) };
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const problem = await fetch(target.url, { method: 'POST', body, headers, signal }).then(
      (answer) => (answer.ok ? undefined : `answered ${answer.status}`),
      (error: Error) => error.message,
    );
    if (!problem) return;
    process.stderr.write(`${id}: ${problem}; again in ${wait} ms\n`);
    await sleep(wait * (0.75 + Math.random() / 2));
  }
}

async function forward(js: JetStreamClient, target: Target): Promise<void> {
  let position = readPosition(target.positionFile);
  const start = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: position + 1 };
  const consumer = await js.consumers.get(STREAM, start);
  const messages = await consumer.consume({
    max_messages: 100,
    idle_heartbeat: 1_000,
    abort_on_missing_resource: true,
  });
  for await (const message of messages) {
    // A stream that is being filled again begins before the position asked for.
    if (message.seq <= position) continue;
    const body = message.string();
    await deliver(target, (JSON.parse(body) as HelpdeskEvent).id, body);
    position = message.seq;
    writePosition(target.positionFile, position);
  }
}

const [url, positionFile, firstWait = '1000'] = process.argv.slice(2);
const secret = process.env['WEBHOOK_SECRET'];
if (!url || !positionFile || !secret) {
  process.stderr.write('WEBHOOK_SECRET=... node dist/examples/webhook-forwarder.js <url> <position file>\n');
  process.exit(2);
}
const nats = await connectFromEnvironment('webhook-forwarder');
process.once('SIGTERM', () => void nats.close().then(() => process.exit(0)));
for (;;) {
  const target = { url, secret, positionFile, firstWait: Number(firstWait) };
  await forward(jetstream(nats), target).catch((error: Error) =>
    process.stderr.write(`${error.message}; trying again\n`),
  );
  await sleep(500);
}
