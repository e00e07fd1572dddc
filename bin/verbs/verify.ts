import type { Command } from 'commander';
import type pg from 'pg';
import { ES_HASH } from '#libs/event-bus/publish.js';
import { readHead as readStreamHead, readHeader } from '#libs/event-bus/stream.js';
import { readHead as readLogHead } from '#libs/event-log/read.js';
import { noteVerification } from '#libs/event-log/verifications.js';
import { verifyLog, type Witness } from '#libs/event-log/verify.js';
import { READ } from '#libs/read-models/schema.js';
import { Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { progress } from '../cli/progress.js';
import { ifThere, withBus, withOwner, withSystem, type System } from '../cli/system.js';
import { collectWitness } from '../cli/witness.js';

/** `helpdesk verify`: recomputes the chain and compares it with everybody who remembers a part of it. */
export function verify(program: Command): void {
  program
    .command('verify')
    .description('prove that no event was changed, moved, left out or cut off; exit 1 names the first bad position')
    .option('--expect <position:hash>', 'what you wrote down earlier (may be repeated)', collectWitness, [])
    .action(({ expect }: { expect: Witness[] }) => withSystem((system) => verifySystem(system, expect)));
}

async function verifySystem(system: System, expect: readonly Witness[]): Promise<void> {
  await withOwner(system, async (owner) => {
    await readLogHead(owner);
    const remembered = await ifThere('the checkpoints', () => checkpoints(owner));
    const witnesses = [...expect, ...(remembered ?? []), ...(await streamHead(system))];
    const bar = progress('verifying', 0);
    const result = await verifyLog(owner, { witnesses, onProgress: (position, head) => bar.to(position, head) });
    bar.done();
    const { logId, position, hash } = result.head;
    const { ok, events, erased, bad } = result;
    const compared = witnesses.map((witness) => witness.from);
    await ifThere('a note of this for /audit', () => noteVerification(owner, result, compared));
    await putJson({ ok, logId, position, hash: hash.toString('hex'), events, erased, compared, ...(bad && { bad }) });
    if (bad) {
      say(`Position ${bad.position} is not as it was written: ${bad.reason}.`);
      throw new Finding();
    }
    say(`${events} events are as they were written. To compare later: --expect ${position}:${hash.toString('hex')}`);
  });
}

async function checkpoints(owner: pg.Client): Promise<Witness[]> {
  const { rows } = await owner.query<{ generation: number; position: string; hash: string }>(
    `select generation, position, encode(hash, 'hex') as hash from ${READ}.checkpoints where position > 0 and hash is not null`,
  );
  return rows.map(({ generation, position, hash }) => ({
    position: Number(position),
    hash,
    from: `the checkpoint of generation ${generation}`,
  }));
}

async function streamHead(system: System): Promise<Witness[]> {
  if (!system.natsUrl) return [];
  try {
    return await withBus(system, async (bus) => {
      const head = await readStreamHead(bus);
      const hash = head?.lastSeq ? await readHeader(bus, head.lastSeq, ES_HASH) : undefined;
      return head && hash ? [{ position: head.lastSeq, hash, from: 'the last message in JetStream' }] : [];
    });
  } catch (error) {
    say(`NATS cannot be asked (${error instanceof Error ? error.message : String(error)}): going on without it`);
    return [];
  }
}
