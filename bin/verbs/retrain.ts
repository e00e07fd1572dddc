import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type pg from 'pg';
import { chosenModel } from '../cli/chosen-model.js';
import { percent } from '../../training/evaluate.js';
import { retrain as trainCandidate, type Comparison } from '../../training/retrain.js';
import { frozenExamples, trainingExamples } from '../../training/examples.js';
import { wholeNumber } from '../cli/options.js';
import { Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withSystem, type System } from '../cli/system.js';
import { readPastTickets, type PastTicket, type Standing } from '../retrain/past-tickets.js';

const NEWEST = 5_000;

interface Options {
  readonly out?: string;
  readonly most: number;
}

/** `helpdesk retrain`: learns from what the helpdesk decided, and keeps the new model only if it does not lose. */
export function retrain(program: Command): void {
  program
    .command('retrain')
    .description(
      'train the categorizer on the tickets that were corrected, confirmed or closed as they were; write a model file if it does not lose',
    )
    .option('--out <file>', 'where to write it (default: CATEGORIZER_MODEL, else categorizer.model in the data folder)')
    .option('--most <count>', 'how many tickets to look at, the newest', wholeNumber('--most', 1, 50_000), NEWEST)
    .action((options: Options) => withSystem((system, owner) => learn(system, owner, options)));
}

async function learn(system: System, owner: pg.Client, { out, most }: Options): Promise<void> {
  const { CATEGORIZER_MODEL, HELPDESK_DATA_DIR } = system.config;
  const file = resolve(out ?? CATEGORIZER_MODEL ?? join(HELPDESK_DATA_DIR, 'categorizer.model'));
  const current = chosenModel(CATEGORIZER_MODEL);
  const tickets = await readPastTickets(owner, most);
  const examples = countStandings(tickets);
  if (!tickets.some((ticket) => ticket.decision)) {
    say('No ticket was corrected, confirmed or closed yet: there is nothing to learn from.');
    throw new Finding();
  }
  say(
    `Learning from ${tickets.length} tickets (${examples.corrected} corrected, ${examples.confirmed} confirmed, ${examples.closed} closed as they were); this takes some seconds.`,
  );
  const past = tickets.map(({ text, said, decision }) => ({ text, said, decided: decision?.category }));
  const comparison = trainCandidate(current, past, trainingExamples(), frozenExamples());
  const { bytes, ...figures } = comparison;
  if (bytes) writeWhole(file, bytes);
  await putJson({ ...figures, examples, written: bytes ? file : null });
  say(inWords(comparison));
  if (!bytes) {
    say('It loses on the frozen texts: nothing was written.');
    throw new Finding();
  }
  say(`Written to ${file}. Start the helpdesk with CATEGORIZER_MODEL=${file} to use it.`);
}

function countStandings(tickets: readonly PastTicket[]): Record<Standing, number> {
  const counts = { corrected: 0, confirmed: 0, closed: 0 };
  for (const { decision } of tickets) if (decision) counts[decision.how]++;
  return counts;
}

function inWords({ before, after, past }: Comparison): string {
  return [
    `Right on the frozen texts: ${percent(before.right / before.texts)} before, ${percent(after.right / after.texts)} after.`,
    `It would have changed ${past.changed} of ${past.tickets} past tickets, ${past.towards} of them towards the human decision (it has learned from these decisions: expect less on new ones).`,
  ].join('\n');
}

/** A reader finds the old file or the new one, never half of it. */
function writeWhole(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, bytes);
  renameSync(`${file}.new`, file);
}
