import type { LoggerService } from '@nestjs/common';
import { correlationId } from './correlation.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;
type Level = (typeof LEVELS)[number];

/** Contexts of Nest that report its own start, and errors that are reported again: of interest to developers only. */
const INNER = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'ExceptionHandler',
]);

/** One JSON object a line on stdout: `{time, level, app, context?, message, correlationId?, stack?}`. */
export class JsonLogger implements LoggerService {
  private readonly most: number;

  constructor(
    private readonly app: string,
    level: Level = 'log',
    private readonly write: (line: string) => void = (line) => void process.stdout.write(line),
  ) {
    this.most = LEVELS.indexOf(level);
  }

  log = (message: unknown, ...rest: unknown[]): void => this.print('log', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.print('warn', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.print('error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.print('fatal', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.print('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.print('verbose', message, rest);

  private print(level: Level, message: unknown, rest: unknown[]): void {
    if (LEVELS.indexOf(level) > this.most) return;
    const { context, stack } = aside(message, rest);
    if (context && INNER.has(context) && LEVELS.indexOf('debug') > this.most) return;
    const time = new Date().toISOString();
    const logged = message instanceof Error ? message.message : message;
    const fields = typeof logged === 'object' && logged !== null ? logged : { message: String(logged) };
    this.write(
      `${toJson({ time, level, app: this.app, context, correlationId: correlationId(), ...fields, stack })}\n`,
    );
  }
}

/** Nest hands over the context last, and the stack of an error before it. */
function aside(message: unknown, rest: unknown[]): { context?: string; stack?: string } {
  const texts = rest.filter((value) => typeof value === 'string');
  const stack = message instanceof Error ? message.stack : texts.find((text) => text.includes('\n    at '));
  const error = rest.find((value) => value instanceof Error);
  return { context: texts.findLast((text) => text !== stack), stack: stack ?? error?.stack };
}

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify({ level: 'error', message: 'a log line that cannot be written as JSON' });
  }
}
