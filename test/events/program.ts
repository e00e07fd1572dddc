import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectPath } from '#libs/platform/project-root.js';

/** A built example as a process of its own. */
export class Program {
  readonly lines: string[] = [];
  errors = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(name: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [projectPath('dist', 'examples', `${name}.js`), ...args], {
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.closed = once(this.child, 'close');
    let rest = '';
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      this.lines.push(...lines);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.errors += chunk));
  }

  /** Waits until so many lines were written. */
  async wrote(count: number): Promise<void> {
    while (this.lines.length < count) {
      if (this.child.exitCode !== null) throw new Error(`it ended with code ${this.child.exitCode}: ${this.errors}`);
      await sleep(5);
    }
  }

  /** Ends it, by default as a power cut would. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }

  /** Its exit code, once it has ended by itself and all it wrote was read. */
  async ended(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}
