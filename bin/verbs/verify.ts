import type { Command } from 'commander';
import type pg from 'pg';
import { findForged, isCopy } from '#libs/event-bus/position-check.js';
import { readHead as readStreamHead, readMessage } from '#libs/event-bus/stream.js';
import { MessageSource } from '#libs/event-log/message-source.js';
import { readHead as readLogHead } from '#libs/event-log/read.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { verifyLog, type Verification, type CheckpointHash } from '#libs/event-log/verify.js';
import { findLostPhoto } from '#libs/photos/store.js';
import { listComputations } from '#libs/read-models/computations.js';
import { readCheckpoints } from '../backup/checkpoint-file.js';
import { toPublished } from '#libs/tickets/published-event.js';
import { Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { ifThere, withBus, withSystem, type System } from '../cli/system.js';
import { collectCheckpointHash } from '../cli/options.js';

/** `helpdesk verify`: recomputes the chain and compares it with everybody who remembers a part of it. */
export function verify(program: Command): void {
  program
    .command('verify')
    .description('prove that no event was changed, moved, left out or cut off; exit 1 names the first bad position')
    .option('--expect <position:hash>', 'what you wrote down earlier (may be repeated)', collectCheckpointHash, [])
    .action(({ expect }: { expect: CheckpointHash[] }) =>
      withSystem((system, owner) => verifySystem(system, owner, expect)),
    );
}

async function verifySystem(system: System, owner: pg.Client, expect: readonly CheckpointHash[]): Promise<void> {
  await readLogHead(owner);
  const remembered = await ifThere('the checkpoints', () => checkpoints(owner));
  const stream = await streamHead(system, owner);
  const { HELPDESK_CHECKPOINT_FILE: file } = system.config;
  const noted = await readCheckpoints(file, (await readLogHead(owner)).logId);
  const checkpointHashes = [...expect, ...noted, ...(remembered ?? []), ...stream.known];
  const bar = progress('verifying', 0);
  const result = await verifyLog(owner, {
    checkpointHashes,
    onProgress: (position, head) => bar.to(position, head),
  });
  bar.done();
  const { logId, position, hash } = result.head;
  const { events, erased } = result;
  const bad = result.bad ?? stream.flaw ?? (await photoFlaw(owner));
  const ok = !bad;
  const compared = [...new Set(checkpointHashes.map(({ from }) => from))];
  await ifThere('a note of this for /audit', () => noteVerification(owner, result, compared));
  await putJson({ ok, logId, position, hash: hash.toString('hex'), events, erased, compared, ...(bad && { bad }) });
  if (bad) {
    say(`Position ${bad.position} is not as it was written: ${bad.reason}.`);
    throw new Finding();
  }
  say(`${events} events are as they were written. To compare later: --expect ${position}:${hash.toString('hex')}`);
}

/** Bytes of photos are no part of the chain, but the digests that name them are. */
async function photoFlaw(owner: pg.Client): Promise<Verification['bad']> {
  const lost = await ifThere('the photos', () => findLostPhoto(owner));
  return lost && { position: lost.position, reason: `the bytes of its photo ${lost.digest} are lost or were changed` };
}

async function checkpoints(owner: pg.Client): Promise<CheckpointHash[]> {
  return (await listComputations(owner)).flatMap(({ generation, position, hash }) =>
    hash ? [{ position, hash: hash.toString('hex'), from: `the checkpoint of generation ${generation}` }] : [],
  );
}

/** What JetStream knows of the log, and why it is no copy of it, if it is none. */
async function streamHead(
  system: System,
  owner: pg.Client,
): Promise<{ known: CheckpointHash[]; flaw?: Verification['bad'] }> {
  if (!system.natsUrl) return { known: [] };
  const source = new MessageSource(owner, toPublished);
  try {
    return await withBus(system, async (bus) => {
      const head = await readStreamHead(bus);
      const hash = head?.lastSeq ? (await readMessage(bus, head.lastSeq))?.hash : undefined;
      if (!head) return { known: [] };
      const known = hash ? [{ position: head.lastSeq, hash, from: 'the last message in JetStream' }] : [];
      const copy = await isCopy(bus, head, source).catch((error: Error) => error.message);
      const lacks = copy === false ? 'JetStream lacks events of the log, or holds foreign messages' : '';
      const reason = typeof copy === 'string' ? copy : lacks;
      if (reason) return { known, flaw: { position: head.lastSeq, reason } };
      const forged = await findForged(bus, head, source);
      return {
        known,
        ...(forged && { flaw: { position: forged, reason: 'JetStream holds another message than the log' } }),
      };
    });
  } catch (error) {
    say(`NATS cannot be asked (${error instanceof Error ? error.message : String(error)}): going on without it`);
    return { known: [] };
  }
}
