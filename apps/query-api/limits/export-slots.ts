import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '#libs/platform/problem.js';

/** So many downloads at once: each holds a database connection and the rows that its reader has not taken yet. */
const MAX_EXPORTS = 4;

/** Lets a few long downloads run at once. */
@Injectable()
export class ExportSlots {
  private taken = 0;

  /**
   * Takes a slot until the reply closes.
   * @returns false when the reader has left already, and nobody needs the answer
   * @throws {Problem} 503 with Retry-After when all slots are taken
   */
  take({ raw }: FastifyReply): boolean {
    if (raw.destroyed || raw.socket?.destroyed !== false) return false;
    if (this.taken >= MAX_EXPORTS) {
      const detail = 'Other downloads are under way: try again in a moment.';
      throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '10' } });
    }
    this.taken++;
    raw.once('close', () => this.taken--);
    return true;
  }
}
