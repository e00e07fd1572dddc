import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { allTickets } from '#libs/read-models/queries/export.js';
import type { TicketFilter } from '#libs/read-models/types.js';
import { ExportSlots } from '../limits/export-slots.js';
import { visibleTo } from '../queries/visibility.js';
import { ReadDatabase } from '../reads/read-database.js';
import { ApiRead } from './api-read.decorator.js';
import { askerOf } from './asker.js';
import { CSV_HEAD, csvLines } from './csv.js';
import { ticketExportParameters, toFilter } from './parameters.js';

/** Any list as a file. */
@Controller()
@ApiTags('Tickets')
export class ExportController {
  constructor(
    private readonly reads: ReadDatabase,
    private readonly slots: ExportSlots,
  ) {}

  @Get('api/tickets.csv')
  @ApiRead({
    id: 'exportTickets',
    summary: 'All tickets that a filter finds, as CSV',
    query: ticketExportParameters,
    answer: 'text/csv',
  })
  export(
    @Query({ schema: ticketExportParameters }) given: z.output<typeof ticketExportParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const filter = visibleTo(askerOf(request), toFilter(given));
    if (!this.slots.take(reply)) return;
    const lines = Readable.from(this.lines(filter), { objectMode: true, highWaterMark: 1 });
    void reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="tickets.csv"')
      .header('cache-control', 'no-store')
      .send(lines);
  }

  /** The same at the address of the page. */
  @Get('tickets.csv')
  @ApiExcludeEndpoint()
  download(
    @Query({ schema: ticketExportParameters }) given: z.output<typeof ticketExportParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    this.export(given, request, reply);
  }

  /** Of one moment, however long it takes. */
  private async *lines(filter: TicketFilter): AsyncGenerator<string> {
    const { db, release } = await this.reads.snapshotOfItsOwn();
    try {
      yield CSV_HEAD;
      for await (const items of allTickets(db, filter)) yield csvLines(items);
    } finally {
      await release();
    }
  }
}
