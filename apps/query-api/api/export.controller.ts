import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CsvExport } from '../export/csv-export.js';
import { documentRead } from './read-docs.js';
import { requesterOf } from './requester.js';
import { ticketExportParameters, toFilter } from './parameters.js';

/** Any list as a file. */
@Controller('api/tickets.csv')
@ApiTags('Tickets')
export class ExportController {
  constructor(private readonly csv: CsvExport) {}

  @Get()
  @documentRead({
    id: 'exportTickets',
    summary: 'All tickets that a filter finds, as CSV',
    query: ticketExportParameters,
    response: 'text/csv',
  })
  export(
    @Query({ schema: ticketExportParameters }) given: z.output<typeof ticketExportParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const { separator, ...listed } = given;
    this.csv.send(reply, requesterOf(request), toFilter(listed), { separator, forPeople: false });
  }
}
