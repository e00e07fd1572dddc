import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { projectPath } from '#libs/platform/project-root.js';
import { listComputations } from '#libs/read-models/computations.js';
import { readHead } from '#libs/event-log/read.js';
import { openTicket } from '../log/http-load.js';
import { startSystem, type System } from '../web/system.js';

export interface ReplayedUnderLoad {
  readonly what: string;
  /** Those that this replay read. */
  readonly events: number;
  readonly seconds: number;
  readonly differences: number;
}
interface Replayed {
  position: number;
  resumedFrom: number;
  compared: { differences: number }[];
}

const SOCKETS = 16;
/** How often a replay is asked how far it is, in milliseconds. */
const LOOK = 20;

/**
 * `helpdesk replay` in the whole system: alone, while tickets are opened by HTTP, and killed half way and taken up again meanwhile.
 * @param rate commands a second
 */
export async function replayUnderLoad(
  tickets: number,
  rate: number,
  say: (words: string) => void,
): Promise<ReplayedUnderLoad[]> {
  say(`starting everything with ${tickets.toLocaleString('en')} tickets`);
  const system = await startSystem(tickets);
  try {
    const done = [await replay(system, 'alone')];
    const load = new Load(system.apps['command-api'].url, rate);
    done.push(await replay(system, `with ${rate} commands a second`));
    await killHalfWay(system);
    done.push(await replay(system, 'the same, taken up after kill -9'));
    const { answered, seconds, failed } = await load.stop();
    say(`${answered} commands in ${seconds.toFixed(1)} s, ${failed} failed`);
    return done;
  } finally {
    await system.stop();
  }
}

async function replay(system: System, what: string): Promise<ReplayedUnderLoad> {
  const begun = performance.now();
  const { code, stdout } = await system.helpdesk('replay');
  if (code !== 0) throw new Error(`helpdesk replay ended with ${code}`);
  const seconds = (performance.now() - begun) / 1000;
  const { position, resumedFrom, compared } = JSON.parse(stdout) as Replayed;
  const differences = compared.reduce((sum, table) => sum + table.differences, 0);
  return { what, events: position - resumedFrom, seconds, differences };
}

/** Starts a replay and kills it when half of the events are in. */
async function killHalfWay({ databaseUrl, owner }: System): Promise<void> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const program = [projectPath('bin', 'helpdesk.js'), 'replay'];
  const child = spawn(process.execPath, program, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const half = (await readHead(owner)).position / 2;
  const isHalfWay = async (): Promise<boolean> =>
    (await listComputations(owner)).some(({ state, position }) => state === 'filling' && position > half);
  while (child.exitCode === null && !(await isHalfWay())) await pause(LOOK);
  child.kill('SIGKILL');
  if (child.exitCode === null) await once(child, 'close');
}

/** Opens tickets at a fixed rate. */
class Load {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  private readonly begun = performance.now();
  private readonly under: Promise<void>[] = [];
  private readonly timer: NodeJS.Timeout;
  private answered = 0;
  private failed = 0;

  constructor(url: string, rate: number) {
    this.timer = setInterval(() => {
      const due = Math.floor(((performance.now() - this.begun) * rate) / 1000);
      while (this.under.length < due) {
        this.under.push(
          openTicket(url, this.agent).then(
            () => void this.answered++,
            () => void this.failed++,
          ),
        );
      }
    }, 5);
  }

  async stop(): Promise<{ answered: number; failed: number; seconds: number }> {
    clearInterval(this.timer);
    const seconds = (performance.now() - this.begun) / 1000;
    await Promise.all(this.under);
    this.agent.destroy();
    return { answered: this.answered, failed: this.failed, seconds };
  }
}
