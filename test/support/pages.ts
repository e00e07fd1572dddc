/** Where specifications find the browser and the system that they share: test/setup/shared-pages.ts. */
export const SHARED_PAGES = 'HELPDESK_TEST_PAGES';

/** The browser that `npm test` found, or the one of the distribution. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Of each system that pages are looked at in. */
export const PAGE_SETTINGS = { HELPDESK_TIME_ZONE: 'Europe/Rome' };

/** How a shared system is reached. */
export interface SystemAddress {
  readonly queryUrl: string;
  readonly commandUrl: string;
  readonly databaseUrl: string;
}

/** What this worker shares. @throws when it cannot be started */
export async function shared<T>(what: 'browser' | 'system'): Promise<T> {
  const response = await fetch(`${process.env[SHARED_PAGES]}/${process.env['JEST_WORKER_ID']}/${what}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}
