import 'reflect-metadata';
import { Logger, type DynamicModule, type NestApplicationOptions, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readConfig, type Config } from './config.js';
import { correlateRequests } from './correlation.js';
import { databaseOptions, type DatabaseUser } from './database.js';
import { probeDatabase, waitForDatabase } from './wait-for-database.js';
import { sentenceFor } from './failure.js';
import { rejectEncodedBodies, rejectOtherMethods } from './http-rules.js';
import { checkHosts } from './host-check.js';
import { JsonLogger } from './logger.js';
import { measureProcess } from './metrics.js';
import { shedLoad } from './pressure.js';
import { answerProblem, ProblemFilter } from './problem.filter.js';
import { startTracing } from './tracing.js';
import { SchemaPipe } from './schema.pipe.js';
import { cutSlowBodies } from './slow-bodies.js';

/** Largest request body, in bytes: 4000 characters of four bytes each, percent-encoded, and room for the rest. */
const BODY_LIMIT = 64 * 1024;
/** A client must have sent its whole request after this many milliseconds; how often the late ones are looked for. */
const REQUEST_TIMEOUT = 20_000;
const LOOK_FOR_LATE = 5_000;
/** A connection on which nothing moves for this many milliseconds is cut; the longest wait that can be asked for is 60 s. */
const IDLE_TIMEOUT = 90_000;
/** After a signal: open streams are cut after the first, the process ends after the second, in milliseconds. */
const CUT_AFTER = 2_500;
const END_AFTER = 8_000;

/** For answers that are made before any hook. */
const BARE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

export interface AppOptions {
  readonly name: 'command-api' | 'query-api' | 'analytics-projector' | 'notifier';
  readonly module: Type | DynamicModule;
  /** Called before the app listens; global filters and pipes set here come before ours. */
  readonly configure?: (app: NestFastifyApplication) => void | Promise<void>;
  readonly nest?: NestApplicationOptions;
}
export interface RunOptions extends AppOptions {
  readonly host: string;
  /** As whom it works in PostgreSQL. */
  readonly database: DatabaseUser;
  /** 0 takes a free port. */
  readonly port: number;
}

/**
 * The app with everything the three have in common, not yet listening.
 * @param config whose X-Forwarded-For is believed, under which names it is served, how much it logs
 */
export async function createApp(options: AppOptions, config: Partial<Config> = {}): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: IDLE_TIMEOUT,
    http: { connectionsCheckingInterval: LOOK_FOR_LATE },
    trustProxy: config.TRUSTED_PROXIES ?? 'loopback',
    forceCloseConnections: 'idle',
    // The router rejects a malformed address before any filter.
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      answerProblem(reply.headers(BARE_HEADERS), error),
    routerOptions: { maxParamLength: 200 },
  });
  const server = adapter.getInstance();
  correlateRequests(server);
  measureProcess(server);
  checkHosts(server, config);
  rejectOtherMethods(server);
  rejectEncodedBodies(server);
  cutSlowBodies(server, REQUEST_TIMEOUT);
  shedLoad(server);
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    logger: new JsonLogger(options.name, config.LOG_LEVEL),
    abortOnError: false,
    ...options.nest,
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(new SchemaPipe());
  await options.configure?.(app);
  return app;
}

/**
 * Runs one of the three processes until a signal, or until the program that started it is gone. What must still work
 * while the last requests are answered (pools) is closed in `onApplicationShutdown`; streams in `onModuleDestroy`.
 * @param options may be made from the settings, so that wrong ones end in one sentence
 */
export async function runApp(
  options: RunOptions | ((config: Config) => RunOptions | Promise<RunOptions>),
): Promise<void> {
  process.stdout.on('error', () => undefined);
  try {
    const config = readConfig();
    const run = typeof options === 'function' ? await options(config) : options;
    const database = databaseOptions(config, run.database);
    const stopTracing = config.OTEL_EXPORTER_OTLP_ENDPOINT ? await startTracing(run.name) : undefined;
    const app = await createApp(run, config);
    endWith(app, stopTracing);
    // A login that is rejected ends a start with a sentence; a server that is away is waited for.
    const away = await probeDatabase(database);
    await app.listen(run.port, run.host);
    const url = addressOf(app, run.host);
    new Logger('Boot').log({ message: `ready at ${url}`, url });
    process.send?.({ ready: true, url });
    if (away) await waitForDatabase(database, away);
  } catch (error) {
    fail(error);
  }
}

function endWith(app: NestFastifyApplication, stopTracing?: () => Promise<void>): void {
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    new Logger('Boot').log(`stopping: ${why}`);
    setTimeout(() => app.getHttpServer().closeAllConnections(), CUT_AFTER).unref();
    setTimeout(() => process.exit(1), END_AFTER).unref();
    const close = async (): Promise<void> => {
      await app.close();
      await stopTracing?.();
    };
    close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => end('SIGHUP'));
  process.on('disconnect', () => end('the program that started this one is gone'));
  process.on('uncaughtException', (error) => {
    new Logger('Boot').fatal(error);
    process.exit(1);
  });
}

function addressOf(app: NestFastifyApplication, host: string): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function fail(error: unknown, name = 'helpdesk'): void {
  const sentence = sentenceFor(error);
  const logger = new JsonLogger(name);
  if (sentence) logger.fatal(sentence, 'Boot');
  else logger.fatal(error, 'Boot');
  process.exitCode = 1;
  const words = sentence ?? (error instanceof Error ? error.message : String(error));
  if (process.send) process.send({ ready: false, words }, () => process.exit(1));
  else process.exit(1);
}
