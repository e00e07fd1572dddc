import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { startApp, type RunningApp } from '#libs/local-stack/apps.js';
import { startApps, type StartedApps } from '#libs/local-stack/start-apps.js';
import { PAGE_SETTINGS, shared, type SystemAddress } from '#support/pages.js';
import { createTestDatabase } from '#support/servers.js';

/** How long a page may take to show what it should, in milliseconds. */
const TIMEOUT = 15_000;

export type Role = 'user' | 'helpdesk';

/** A running system and a real Chromium in front of it. */
export interface World {
  readonly url: string;
  readonly commandUrl: string;
  readonly databaseUrl: string;
  readonly browser: Browser;
  /** A browser of its own that has chosen a role, on no page yet. */
  visit(role: Role, options?: BrowserContextOptions): Promise<Page>;
  /** A browser of its own that comes in by the entry page, now on the list. */
  enter(role: Role, options?: BrowserContextOptions): Promise<Page>;
  /** A ticket, opened by the API, that the pages show already; its number. */
  report(description: string): Promise<number>;
  /** A command by the API. */
  send(method: 'POST' | 'PATCH', path: string, body: object, role: Role): Promise<Response>;
  /** What browsers complained of so far: errors of scripts, refused by the content security policy. */
  readonly complaints: string[];
  stop(): Promise<void>;
}

/** A system that nobody else uses: nothing is in it, and its parts may be taken away. */
export interface OwnWorld extends World {
  readonly apps: StartedApps;
  /** Starts query-api again where it was, after it was stopped. */
  restartQuery(): Promise<void>;
  /** Takes the database away for good. */
  loseDatabase(): Promise<void>;
}

/** The system that specifications share, one after the other: others' tickets are in it. */
export async function shareWorld(): Promise<World> {
  return worldOn(await shared<SystemAddress>('system'));
}

export async function startWorld(env: Record<string, string> = {}): Promise<OwnWorld> {
  const database = await createTestDatabase();
  const settings = { ...PAGE_SETTINGS, ...env };
  const apps = await startApps({ databaseUrl: database.url, env: settings });
  let restarted: RunningApp | undefined;
  const world = await worldOn({ ...apps, databaseUrl: database.url });
  return {
    ...world,
    apps,
    async restartQuery() {
      restarted = await startApp(
        'query-api',
        {
          ...process.env,
          ...settings,
          NODE_ENV: 'production',
          NODE_OPTIONS: '',
          DATABASE_URL: database.url,
          NATS_URL: '',
          PORT: new URL(apps.queryUrl).port,
          COMMAND_API_URL: apps.commandUrl,
        },
        () => undefined,
      );
    },
    loseDatabase: () => database.drop(),
    async stop() {
      await world.stop();
      await restarted?.stop();
      await apps.stop();
      await database.drop();
    },
  };
}

async function worldOn({ queryUrl, commandUrl, databaseUrl }: SystemAddress): Promise<World> {
  const { endpoint } = await shared<{ endpoint: string }>('browser');
  const browser = await chromium.connect(endpoint);
  const complaints: string[] = [];
  const send: World['send'] = async (method, path, body, role) => {
    const headers = { 'Content-Type': 'application/json', 'Helpdesk-Role': role };
    const init: RequestInit = { method, headers, body: JSON.stringify(body) };
    return fetch(commandUrl + path, init);
  };
  const newPage = async (options?: BrowserContextOptions): Promise<Page> => {
    const context = await browser.newContext({ baseURL: queryUrl, locale: 'en-GB', ...options });
    context.setDefaultTimeout(TIMEOUT);
    await listen(context, complaints);
    return context.newPage();
  };
  return {
    url: queryUrl,
    commandUrl,
    databaseUrl,
    browser,
    complaints,
    send,
    async visit(role, options) {
      const page = await newPage(options);
      await page.context().addCookies([{ name: 'role', value: role, url: queryUrl }]);
      return page;
    },
    async enter(role, options) {
      const page = await newPage(options);
      await page.goto('/');
      await page
        .getByRole('button', { name: role === 'user' ? /Report or follow a problem/ : /I work at the helpdesk/ })
        .click();
      const first = role === 'user' ? 'Report a problem' : 'Tickets';
      await page.getByRole('heading', { level: 1, name: first }).waitFor();
      if (role === 'user') await page.goto('/tickets');
      return page;
    },
    async report(description) {
      const response = await send('POST', '/tickets', { description }, 'user');
      const { number, position } = (await response.json()) as { number: number; position: number };
      const headers = { 'Helpdesk-Role': 'helpdesk', 'Helpdesk-Wait-For': String(position) };
      await fetch(`${queryUrl}/api/tickets/${number}`, { headers });
      return number;
    },
    // Ends its pages too.
    stop: () => browser.close(),
  };
}

/** Rejections of forms are answers with a 4xx, which browsers mention too: they are no complaint. */
async function listen(context: BrowserContext, complaints: string[]): Promise<void> {
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
}

/** The number in the address of a ticket's page, once the browser is there. */
export async function numberOf(page: Page): Promise<number> {
  await page.waitForURL(/\/tickets\/\d+(\?|$)/);
  return Number(new URL(page.url()).pathname.split('/').pop());
}
