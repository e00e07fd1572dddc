import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { readHead } from '#libs/event-log/read.js';
import { verifyLog, type Verification } from '#libs/event-log/verify.js';
import type { Config } from '#libs/platform/config.js';
import { isDue } from '#libs/platform/due.js';
import { gauge } from '#libs/platform/metrics.js';
import { pause } from '#libs/platform/retry.js';
import { readCurrentCheckpoint } from '#libs/read-models/queries/checkpoint.js';

/** From the start to the first verification, and between looks whether the next one is due, in milliseconds. */
const LOOK = 3_000;
/** So slowly that nobody feels it: pages of so many events, with a rest after each, in milliseconds. */
const PAGE = 500;
const REST = 50;

/**
 * Recomputes the chain of the log from time to time, and compares it with the checkpoint of the read models. `helpdesk verify`
 * does the same at once, and asks JetStream too.
 */
export class ChainVerifier {
  private readonly logger = new Logger('Chain');
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;
  private readonly intact = gauge({
    name: 'helpdesk_chain_intact',
    help: 'One when the last verification run found every event as it was written, else zero; absent before the first',
  });
  private readonly checkedAt = gauge({
    name: 'helpdesk_chain_checked_timestamp_seconds',
    help: 'When the last verification run ended, in seconds since 1970',
  });

  /** @param isMine called before each run: one process of several is enough */
  constructor(
    private readonly pool: pg.Pool,
    private readonly isMine: () => boolean,
    private readonly config: Pick<Config, 'HELPDESK_VERIFY_AT' | 'HELPDESK_TIME_ZONE'>,
  ) {
    this.intact.remove();
    this.checkedAt.remove();
    this.running = this.run();
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { HELPDESK_VERIFY_AT: at, HELPDESK_TIME_ZONE: zone } = this.config;
    for (let last: Date | undefined; await this.rest(LOOK);) {
      const now = new Date();
      if (!this.isMine() || !isDue(last, now, at, zone)) continue;
      last = now;
      await this.verify().catch((error: unknown) => this.logger.debug(String(error)));
    }
  }

  private async verify(): Promise<void> {
    const { logId } = await readHead(this.pool);
    const { position, hash, logId: known } = await readCurrentCheckpoint(this.pool);
    const from = 'the checkpoint of the read models';
    const checkpointHashes = hash && known === logId ? [{ position, hash: hash.toString('hex'), from }] : [];
    const pause = async (): Promise<void> => {
      if (!(await this.rest(REST))) throw new Error('the process ends');
    };
    const found = await verifyLog(this.pool, { commands: false, pageSize: PAGE, checkpointHashes, onProgress: pause });
    this.report(found);
  }

  private report({ ok, bad }: Verification): void {
    this.intact.set(ok ? 1 : 0);
    this.checkedAt.set(Date.now() / 1_000);
    if (bad) this.logger.error(`event ${bad.position} of the log is not as it was written: ${bad.reason}`);
  }

  /** False once the process ends. */
  private async rest(ms: number): Promise<boolean> {
    await pause(ms, this.stop.signal);
    return !this.stop.signal.aborted;
  }
}
