import { Command, CommanderError } from 'commander';
import { StartError } from '#libs/local-stack/start-error.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { BadUse, Finding } from './cli/outcomes.js';
import { say } from './cli/output.js';

type Describe = (program: Command) => void;

/** Each is loaded when it is asked for: most of a short verb's time would go into loading the others. */
const VERBS: Readonly<Record<string, () => Promise<Describe>>> = {
  backup: async () => (await import('./verbs/backup.js')).backup,
  classify: async () => (await import('./verbs/classify.js')).classify,
  demo: async () => (await import('./verbs/demo.js')).demo,
  doctor: async () => (await import('./verbs/doctor.js')).doctor,
  erase: async () => (await import('./verbs/erase.js')).erase,
  export: async () => (await import('./verbs/export.js')).exportLog,
  import: async () => (await import('./verbs/import.js')).importLog,
  redeliver: async () => (await import('./verbs/redeliver.js')).redeliver,
  replay: async () => (await import('./verbs/replay.js')).replay,
  republish: async () => (await import('./verbs/republish.js')).republish,
  retention: async () => (await import('./verbs/retention.js')).retention,
  retrain: async () => (await import('./verbs/retrain.js')).retrain,
  seed: async () => (await import('./verbs/demo.js')).seed,
  status: async () => (await import('./verbs/status.js')).status,
  verify: async () => (await import('./verbs/verify.js')).verify,
};

/**
 * Runs one verb.
 * @returns the exit code: 0, 1 for a finding or a failure, 2 for bad use
 */
export async function run(argv: readonly string[]): Promise<number> {
  const program = new Command('helpdesk')
    .description('The campus helpdesk from the command line: data on stdout, words on stderr.')
    .showHelpAfterError('(helpdesk --help lists the verbs)')
    .exitOverride();
  for (const describe of await verbsFor(argv[2])) describe(program);
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

/** The verb that is asked for; all of them for help, or to say that there is no such verb. */
function verbsFor(name = ''): Promise<Describe[]> {
  const asked = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  return Promise.all((asked ? [asked] : Object.values(VERBS)).map((load) => load()));
}
