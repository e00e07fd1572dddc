import { Command, CommanderError } from 'commander';
import { StartError } from '#libs/local-stack/start-error.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { BadUse, Finding } from './cli/outcomes.js';
import { say } from './cli/output.js';
import { classify } from './verbs/classify.js';
import { demo } from './verbs/demo.js';
import { erase } from './verbs/erase.js';
import { exportLog } from './verbs/export.js';
import { importLog } from './verbs/import.js';
import { replay } from './verbs/replay.js';
import { republish } from './verbs/republish.js';
import { retrain } from './verbs/retrain.js';
import { seed } from './verbs/seed.js';
import { status } from './verbs/status.js';
import { verify } from './verbs/verify.js';

const VERBS = [classify, demo, erase, exportLog, importLog, replay, republish, retrain, seed, status, verify];

/**
 * Runs one verb.
 * @returns the exit code: 0, 1 for a finding or a failure, 2 for bad use
 */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('helpdesk')
    .description('The campus helpdesk from the command line: data on stdout, words on stderr.')
    .showHelpAfterError('(helpdesk --help lists the verbs)')
    .exitOverride();
  for (const verb of VERBS) verb(program);
  for (const command of program.commands) command.exitOverride();
  // The reader may have seen enough, as `head` does.
  process.stdout.on('error', () => process.exit(0));
  try {
    await program.parseAsync(argv);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Finding) return 1;
    const known = error instanceof BadUse || error instanceof StartError ? error.message : sentenceFor(error);
    say(known ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return error instanceof BadUse ? 2 : 1;
  }
}
