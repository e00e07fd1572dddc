import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { connectBus, type Bus } from '#libs/event-bus/connect.js';
import { startApp, type AppName, type RunningApp } from '#libs/local-stack/apps.js';
import { getNatsServer } from '#libs/local-stack/nats-server.js';
import { startNats, type LocalNats } from '#libs/local-stack/nats.js';
import { freePort } from '#libs/local-stack/ports.js';
import { startPostgres, type LocalPostgres } from '#libs/local-stack/postgres.js';
import { endProcess, isAlive } from '#libs/local-stack/processes.js';
import { TEST_CACHE } from '#support/servers.js';
import { createPool } from '#libs/platform/database.js';
import { projectPath } from '#libs/platform/project-root.js';
import { migrate } from '../../bin/migrate.js';
import { Proxy } from './proxy.js';

const ENV_OF = {
  'command-api': 'COMMAND_API_PORT',
  'analytics-projector': 'PROJECTOR_PORT',
  'query-api': 'PORT',
  notifier: 'NOTIFIER_PORT',
} as const satisfies Record<AppName, string>;

/** How often an app is started that ends at once. */
const STARTS = 20;

interface Member {
  readonly name: AppName;
  readonly port: number;
  app: RunningApp | undefined;
}

export interface SystemOptions {
  /** Folders for the data of each server, when they shall not lie in the usual place. */
  readonly postgresFolder?: string;
  readonly natsFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of the apps' sessions, which go before their own. */
  readonly databaseSettings?: Readonly<Record<string, string>>;
  /** What is done to the empty log before the first app starts. */
  readonly prepare?: (owner: pg.Pool) => Promise<void>;
}

/** The whole system with servers of its own, each part of which can be killed, frozen, cut off and brought back. */
export class System {
  private readonly members = new Map<string, Member>();
  readonly lines: string[] = [];
  private constructor(
    readonly folder: string,
    private postgres: LocalPostgres,
    private readonly natsProgram: string,
    private natsServer: LocalNats | undefined,
    private readonly natsPort: number,
    readonly wire: Proxy,
    readonly owner: pg.Pool,
    private readonly options: SystemOptions,
  ) {}

  /** One command-api, one projector, one query-api on fresh servers. */
  static async start(options: SystemOptions = {}): Promise<System> {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'helpdesk-faults-'));
    const program = await getNatsServer(TEST_CACHE, () => undefined);
    if (!program) throw new Error('nats-server is missing: install it with `apt-get install nats-server`.');
    const natsFolder = options.natsFolder ?? mkdtempSync(join(folder, 'nats-'));
    const postgresFolder = options.postgresFolder ?? mkdtempSync(join(folder, 'postgres-'));
    const [postgres, nats] = await Promise.all([
      startPostgres({ folder: postgresFolder }),
      startNats({ program, folder: natsFolder, open: true }),
    ]);
    await migrate(postgres.url);
    const wire = await Proxy.start(postgres.port);
    const owner = createPool({ connectionString: postgres.url, max: 4 });
    const system = new System(folder, postgres, program, nats, nats.port, wire, owner, {
      ...options,
      natsFolder,
      postgresFolder,
    });
    try {
      await options.prepare?.(owner);
      await Promise.all([system.add('command-api'), system.add('analytics-projector')]);
      await system.add('query-api');
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  get natsUrl(): string {
    return `nats://127.0.0.1:${this.natsPort}`;
  }

  get natsPid(): number {
    if (!this.natsServer) throw new Error('NATS is away');
    return this.natsServer.pid;
  }

  /** Of the owner, past the wire. */
  get databaseUrl(): string {
    return this.postgres.url;
  }

  get postgresPid(): number {
    return this.postgres.pid;
  }

  /** Where clients send commands: every command-api there is. */
  get commandUrls(): string[] {
    return this.urls('command-api');
  }

  get queryUrl(): string {
    return this.urls('query-api')[0] ?? '';
  }

  /** Where one process listens. */
  urlOf(id: string): string {
    return `http://127.0.0.1:${this.member(id).port}`;
  }

  /** Starts one more process of an app; `id` names it from then on. */
  async add(name: AppName, id: string = name): Promise<void> {
    const member: Member = { name, port: await freePort(), app: undefined };
    this.members.set(id, member);
    await this.revive(id);
  }

  /** Takes a process out for good. */
  async remove(id: string): Promise<void> {
    await this.member(id).app?.stop();
    this.members.delete(id);
  }

  /** Ends a process as a power cut would. */
  async kill(id: string): Promise<void> {
    await endProcess(this.pid(id), ['SIGKILL']);
    this.member(id).app = undefined;
  }

  /** Ends it in good order and starts it again. */
  async restart(id: string): Promise<void> {
    const member = this.member(id);
    await member.app?.stop();
    member.app = undefined;
    await this.revive(id);
  }

  /** Starts it again, on the same port. */
  async revive(id: string): Promise<void> {
    const member = this.member(id);
    const env = { ...this.env(), [ENV_OF[member.name]]: String(member.port) };
    const start = () => startApp(member.name, env, (line) => void this.lines.push(`${id}: ${line}`));
    // An app can still end as it starts, when the database goes away in the midst of it; a service manager tries again.
    for (let tries = 1; !member.app; tries++) {
      member.app = await start().catch((error: Error) => {
        if (tries === STARTS) throw error;
        return undefined;
      });
    }
  }

  /** Processes that ended without anybody having killed them. */
  get dead(): string[] {
    const ended = (app?: RunningApp) => app && (app.process.exitCode !== null || app.process.signalCode !== null);
    return [...this.members].filter(([, { app }]) => ended(app)).map(([id]) => id);
  }

  pid(id: string): number {
    const pid = this.member(id).app?.process.pid;
    if (!pid) throw new Error(`${id} does not run`);
    return pid;
  }

  freeze(pid: number): void {
    process.kill(pid, 'SIGSTOP');
  }

  thaw(pid: number): void {
    process.kill(pid, 'SIGCONT');
  }

  async natsAway(): Promise<void> {
    await this.natsServer?.kill();
    this.natsServer = undefined;
  }

  async natsBack(): Promise<void> {
    const folder = this.natsFolder;
    this.natsServer = await startNats({ program: this.natsProgram, folder, port: this.natsPort, open: true });
    if (this.natsServer.port !== this.natsPort) throw new Error('the port of NATS was taken meanwhile');
  }

  /** The folder JetStream stores in. */
  get jetstreamFolder(): string {
    return join(this.natsFolder, 'jetstream');
  }

  saveJetstream(): string {
    const copy = mkdtempSync(join(this.folder, 'copy-'));
    cpSync(this.jetstreamFolder, copy, { recursive: true });
    return copy;
  }

  restoreJetstream(copy: string): void {
    rmSync(this.jetstreamFolder, { recursive: true, force: true });
    cpSync(copy, this.jetstreamFolder, { recursive: true });
  }

  /** Ends PostgreSQL in the way of the signal and starts it again. */
  async restartPostgres(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    await endProcess(this.postgres.pid, [signal], 30_000);
    await this.postgresBack();
  }

  /** Ends PostgreSQL in good order, if it still runs. */
  async postgresAway(): Promise<void> {
    await endProcess(this.postgres.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 15_000);
  }

  /** What a service manager does: starts servers again that ended, or no longer do their work. */
  async reviveServers(): Promise<void> {
    if (!isAlive(this.postgres.pid)) await this.postgresBack();
    await this.natsAway();
    await this.natsBack();
  }

  get postgresData(): string {
    return this.postgres.dataDir;
  }

  async postgresBack(): Promise<void> {
    const { port } = this.postgres;
    const folder = this.options.postgresFolder ?? this.folder;
    this.postgres = await startPostgres({ folder, port });
    if (this.postgres.port !== port) throw new Error('the port of PostgreSQL was taken meanwhile');
  }

  /** Runs a verb of the command line on this system. */
  async helpdesk(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const env = { ...process.env, NODE_OPTIONS: '', DATABASE_URL: this.postgres.url, NATS_URL: this.natsUrl };
    const child = spawn(process.execPath, [projectPath('bin', 'helpdesk.js'), ...args], { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await once(child, 'close');
    return { code: child.exitCode, stdout, stderr };
  }

  connectBus(): Promise<Bus> {
    return connectBus({ url: this.natsUrl, name: 'faults' });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.members.values()].map(({ app }) => app?.stop()));
    await this.owner.end();
    await this.wire.close();
    await this.natsServer?.stop();
    await this.postgres.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get natsFolder(): string {
    return this.options.natsFolder ?? this.folder;
  }

  private member(id: string): Member {
    const member = this.members.get(id);
    if (!member) throw new Error(`there is no ${id}`);
    return member;
  }

  private urls(name: AppName): string[] {
    const members = [...this.members.values()].filter((member) => member.name === name);
    return members.map(({ port }) => `http://127.0.0.1:${port}`);
  }

  private env(): NodeJS.ProcessEnv {
    const database = new URL(this.postgres.url);
    database.port = String(this.wire.port);
    database.search = new URLSearchParams(this.options.databaseSettings).toString();
    return {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      DATABASE_URL: database.href,
      NATS_URL: this.natsUrl,
      COMMAND_API_URL: this.commandUrls[0] ?? '',
      PORT: '0',
      COMMAND_API_PORT: '0',
      PROJECTOR_PORT: '0',
      ...this.options.env,
    };
  }
}
