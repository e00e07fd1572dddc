import { setTimeout as sleep } from 'node:timers/promises';
import { startApp, type AppName, type RunningApp } from './apps.js';

/** Waits before an app that died is started again: the first, and the longest, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;
/** An app that ran this long has recovered: the next wait is the first again. */
const STEADY_AFTER = 60_000;

export interface SupervisedApp {
  readonly url: string;
  /** Undefined between two lives. */
  pid(): number | undefined;
  /** Ends the app and starts it again at once. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
export interface Hearing {
  line(name: AppName, line: string): void;
  /** The app died or came back. */
  change(name: AppName, words: string): void;
}

/**
 * Starts an app, and starts it again, later each time, whenever it ends by itself.
 * @throws {Error} when it cannot be started the first time
 */
export async function supervise(name: AppName, env: NodeJS.ProcessEnv, hearing: Hearing): Promise<SupervisedApp> {
  const start = () => startApp(name, env, (line) => hearing.line(name, line));
  const supervisor = new Supervisor(name, start, hearing, await start());
  void supervisor.watch();
  return supervisor;
}

class Supervisor implements SupervisedApp {
  readonly url: string;
  private stopping = false;
  private restarting = false;
  private wait = FIRST_WAIT;

  constructor(
    private readonly name: AppName,
    private readonly start: () => Promise<RunningApp>,
    private readonly hearing: Hearing,
    private current: RunningApp | undefined,
  ) {
    this.url = current?.url ?? '';
  }

  pid(): number | undefined {
    return this.current?.process.pid;
  }

  async restart(): Promise<void> {
    this.restarting = true;
    await this.current?.stop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.current?.stop();
  }

  async watch(): Promise<void> {
    while (this.current) {
      const born = Date.now();
      const how = await this.current.ended;
      if (this.stopping) return;
      this.current = undefined;
      if (Date.now() - born > STEADY_AFTER) this.wait = FIRST_WAIT;
      if (!this.restarting) this.hearing.change(this.name, `ended unexpectedly (${how}): starting it again`);
      await this.revive();
    }
  }

  private async revive(): Promise<void> {
    for (;;) {
      if (!this.restarting) {
        await sleep(this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
      }
      this.restarting = false;
      if (this.stopping) return;
      try {
        const app = await this.start();
        if (this.stopping) return await app.stop();
        this.current = app;
        this.hearing.change(this.name, 'is back');
        return;
      } catch (error) {
        this.hearing.change(this.name, `does not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
