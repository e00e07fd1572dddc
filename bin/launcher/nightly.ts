import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { lastUpkeep, type UpkeepKind } from '#libs/event-log/upkeep.js';
import type { Config } from '#libs/platform/config.js';
import { openClient } from '#libs/platform/database.js';
import { isDue } from '#libs/platform/due.js';
import { pause } from '#libs/platform/retry.js';
import { projectPath, projectRoot } from '#libs/platform/project-root.js';

/** Between looks whether something is due, and after a run that failed, in milliseconds. */
const LOOK = 60_000;
const AFTER_FAILURE = 60 * 60_000;

/** What runs each night, and whether it is wanted. */
const RUNS: readonly { readonly kind: UpkeepKind; readonly isWanted: (config: Config) => boolean }[] = [
  { kind: 'backup', isWanted: (config) => Boolean(config.HELPDESK_BACKUP_DIR) },
  { kind: 'retention', isWanted: (config) => Boolean(config.HELPDESK_RETENTION) },
];

export interface NightlyOptions {
  readonly config: Config;
  /** For the verbs: DATABASE_URL of the owner, NATS_URL, and the settings. */
  readonly env: NodeJS.ProcessEnv;
  readonly databaseUrl: string;
  readonly onLine: (line: string) => void;
}

/**
 * Runs backups and what else is due each day at HELPDESK_NIGHTLY_AT, each as a process of its own. What was missed while nothing
 * ran is made up for; what failed is tried again after an hour.
 */
export class Nightly {
  private readonly stopped = new AbortController();
  private readonly running: Promise<void>;
  private readonly notBefore = new Map<UpkeepKind, number>();
  private child: ChildProcess | undefined;

  constructor(private readonly options: NightlyOptions) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    this.child?.kill();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      // A database that is away has other alarms.
      for (const kind of await this.due().catch(() => [])) {
        if (signal.aborted) return;
        if ((await this.runVerb(kind)) !== 0) this.notBefore.set(kind, Date.now() + AFTER_FAILURE);
      }
      await pause(LOOK, signal);
    }
  }

  private async due(): Promise<UpkeepKind[]> {
    const { config, databaseUrl } = this.options;
    const wanted = RUNS.filter(({ isWanted }) => isWanted(config)).map(({ kind }) => kind);
    if (wanted.length === 0) return [];
    const client = await openClient({ connectionString: databaseUrl, application_name: 'helpdesk-nightly' });
    try {
      const { good } = await lastUpkeep(client);
      const { rows } = await client.query<{ since: Date }>('select created_at as since from log.log_identity');
      const now = new Date();
      return wanted.filter((kind) => {
        const last = good.find((run) => run.kind === kind)?.endedAt ?? rows[0]?.since ?? now;
        const due = isDue(last, now, config.HELPDESK_NIGHTLY_AT, config.HELPDESK_TIME_ZONE);
        return due && now.getTime() >= (this.notBefore.get(kind) ?? 0);
      });
    } finally {
      await client.end();
    }
  }

  private async runVerb(verb: string): Promise<number | null> {
    const { env, onLine } = this.options;
    const child = spawn(process.execPath, [projectPath('dist/bin/run-verb.js'), verb], {
      cwd: projectRoot,
      env: { ...env, DATABASE_URL: this.options.databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', onLine);
    return new Promise((resolve) => void child.once('close', resolve).once('error', () => resolve(null)));
  }
}
