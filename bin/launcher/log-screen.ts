import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

const WIDTH = 'analytics-projector'.length;
const QUIET = new Set(['log', 'debug', 'verbose']);
const KNOWN = new Set(['time', 'level', 'app', 'context', 'message', 'stack', 'correlationId']);

/** The terminal: what each process says, with its name before it. */
export class LogScreen {
  private open: boolean;

  /** @param verbose shows also what the apps say while they start, and the correlation id of every line */
  constructor(
    private readonly out: Writable & { isTTY?: boolean },
    private readonly verbose = false,
  ) {
    this.open = verbose;
  }

  /** One line of an app: JSON is shown readable, everything else as it is. */
  app(name: string, line: string): void {
    const record = parse(line);
    if (!record) return this.print(name, line);
    const level = String(record['level']);
    if (!this.open && QUIET.has(level)) return;
    const more = Object.fromEntries(Object.entries(record).filter(([key]) => !KNOWN.has(key)));
    const words = [record['message'], Object.keys(more).length > 0 ? JSON.stringify(more) : '']
      .filter(Boolean)
      .join(' ');
    const loud = QUIET.has(level) ? '' : `${level.toUpperCase()} `;
    const quiet = QUIET.has(level) && !this.verbose;
    const id = quiet || !record['correlationId'] ? '' : ` (${String(record['correlationId'])})`;
    this.print(name, `${timeOf(record)} ${loud}${words}${id}`, !QUIET.has(level));
    if (typeof record['stack'] === 'string') this.print(name, record['stack'], true);
  }

  /** What the launcher itself has to say. */
  say(words: string): void {
    this.print('helpdesk', words);
  }

  /** From now on everything is shown, below this. */
  show(text: string): void {
    this.open = true;
    this.out.write(text);
  }

  private print(name: string, text: string, loud = false): void {
    const prefix = `${name.padEnd(WIDTH)} | `;
    const coloured = this.out.isTTY ? styleText(loud ? 'red' : 'dim', prefix) : prefix;
    for (const line of text.split('\n')) this.out.write(`${coloured}${line}\n`);
  }
}

function timeOf(record: Record<string, unknown>): string {
  const time = new Date(String(record['time']));
  return Number.isNaN(time.getTime()) ? '' : time.toTimeString().slice(0, 8);
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
