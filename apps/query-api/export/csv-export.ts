import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { allTickets } from '#libs/read-models/queries/export.js';
import type { Role, TicketFilter } from '#libs/read-models/types.js';
import { numberedTicket } from '../queries/tickets.queries.js';
import { itemFor, visibleTo } from '../queries/visibility.js';
import { ReadDatabase } from '../queries/read-database.js';
import { csvHead, csvLines } from './csv.js';

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t', ',': ',', ';': ';', '\t': '\t' } as const;
/** What may stand between cells: by its name, or as it is. */
export const separator = z
  .enum(Object.keys(SEPARATORS) as [keyof typeof SEPARATORS])
  .transform((name): string => SEPARATORS[name]);

/** So many downloads at once: each holds a database connection and the rows that its reader has not taken yet. */
const MAX_EXPORTS = 4;

/** Sends lists as CSV files, a few at once, each of one moment, however long it takes. */
@Injectable()
export class CsvExport {
  private running = 0;

  constructor(private readonly reads: ReadDatabase) {}

  /**
   * @param forPeople with times of the installation's zone beside those in UTC
   * @throws {Problem} 403 for what the role may not see; 503 with Retry-After when enough downloads are under way
   */
  send(
    reply: FastifyReply,
    role: Role,
    filter: TicketFilter,
    format: { readonly separator: string; readonly forPeople: boolean },
  ): void {
    const lines = this.lines(role, filter, visibleTo(role, filter), format);
    // A reader who has left already needs no answer.
    if (reply.raw.destroyed || reply.raw.socket?.destroyed !== false) return;
    this.start(reply);
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="tickets.csv"')
      .header('cache-control', 'no-store')
      .send(Readable.from(lines, { objectMode: true, highWaterMark: 1 }));
  }

  /** Counts a download until its reply closes. */
  private start({ raw }: FastifyReply): void {
    if (this.running >= MAX_EXPORTS) {
      const detail = 'Other downloads are under way: try again in a moment.';
      throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '10' } });
    }
    this.running++;
    raw.once('close', () => this.running--);
  }

  private async *lines(
    role: Role,
    asked: TicketFilter,
    visible: TicketFilter,
    { separator, forPeople }: { readonly separator: string; readonly forPeople: boolean },
  ): AsyncGenerator<string> {
    const { db, release } = await this.reads.ownSnapshot();
    try {
      const zone = forPeople ? (await readCheckpoint(db)).timeZone : null;
      const format = { separator, ...(zone && { timeZone: zone }) };
      yield csvHead(format);
      const numbered = await numberedTicket(db, role, asked);
      if (numbered) yield csvLines([numbered], format);
      for await (const items of allTickets(db, visible)) {
        const others = items.filter(({ number }) => number !== numbered?.number);
        yield csvLines(
          others.map((item) => itemFor(role, item)),
          format,
        );
      }
    } finally {
      await release();
    }
  }
}
