import { setTimeout as sleep } from 'node:timers/promises';

/** A page that could not be read may be asked for again, at any query-api, for so many milliseconds. */
const TIMEOUT = 5_000;
const PAUSE = 25;
const PAGES = ['/tickets', '/tickets?status=active', '/tickets/1', '/tickets/new', '/analytics', '/api/tickets'];

/** Somebody who looks at page after page, now here, now there, and asks again when one does not come. */
export class Reader {
  private stopped = false;
  pages = 0;
  /** Requests that had to be asked again. */
  repeated = 0;
  /** Pages that did not come however often they were asked for. */
  readonly uncured: string[] = [];

  constructor(private readonly urls: readonly string[]) {}

  stop(): void {
    this.stopped = true;
  }

  async run(): Promise<void> {
    for (let turn = 0; !this.stopped; turn++) {
      const path = PAGES[turn % PAGES.length] ?? '/tickets';
      if (await this.read(path, turn)) this.pages++;
      else this.uncured.push(path);
      await sleep(PAUSE);
    }
  }

  private async read(path: string, turn: number): Promise<boolean> {
    const end = Date.now() + TIMEOUT;
    for (let attempt = 0; ; attempt++) {
      const url = this.urls[(turn + attempt) % this.urls.length] ?? '';
      if (await isRead(url + path)) return true;
      if (Date.now() > end) return false;
      this.repeated++;
      await sleep(PAUSE);
    }
  }
}

async function isRead(url: string): Promise<boolean> {
  const init = { headers: { cookie: 'role=helpdesk' }, signal: AbortSignal.timeout(TIMEOUT) };
  const answer = await fetch(url, init).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
  return answer !== undefined && answer.status < 500;
}
