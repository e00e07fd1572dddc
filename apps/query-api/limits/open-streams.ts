import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { gauge } from '#libs/platform/metrics.js';
import { Problem } from '#libs/platform/problem.js';

/** Open streams of this process, and how many of them one address may have: a campus may sit behind it. */
const MOST = 10_000;
const MOST_OF_ADDRESS = 6_000;
/** Characters of changes that may wait for a reader that does not read; then it is cut off. */
export const MAX_PENDING = 256 * 1024;

/** Guards the routes that stay open. Counts them, and answers 503 when there are too many. */
@Injectable()
export class OpenStreams implements CanActivate {
  private readonly byAddress = new Map<string, number>();
  private open = 0;

  constructor() {
    const count = (): number => this.open;
    gauge({
      name: 'helpdesk_sse_clients',
      help: 'Pages that are open and follow what happens',
      collect() {
        this.set(count());
      },
    });
  }

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { ip } = http.getRequest<FastifyRequest>();
    const { raw } = http.getResponse<FastifyReply>();
    const ofAddress = this.byAddress.get(ip) ?? 0;
    if (this.open >= MOST || ofAddress >= MOST_OF_ADDRESS) {
      const detail = 'Too many pages follow what happens: reload this one in a moment.';
      throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '20' } });
    }
    // Whoever left while other guards were awaited will not close again: nothing may be counted for them.
    if (raw.destroyed || raw.socket?.destroyed !== false) return false;
    this.open++;
    this.byAddress.set(ip, ofAddress + 1);
    raw.once('close', () => this.left(ip));
    return true;
  }

  private left(ip: string): void {
    this.open--;
    const others = (this.byAddress.get(ip) ?? 1) - 1;
    if (others === 0) this.byAddress.delete(ip);
    else this.byAddress.set(ip, others);
  }
}
