import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CsvExport, separator } from '../../export/csv-export.js';
import { optional } from '../../request/query-fields.js';
import type { Locale } from '../../request/locale.js';
import { Zone } from '../../queries/zone.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';
import { chosenList, listChoice, type ListChoice } from './list-choice.js';
import { listQuery, toFilter, type ListState } from '../shared/list-state.js';

/** What spreadsheets of a language take for the end of a cell: a comma is a decimal sign in some. */
const SEPARATOR: Record<Locale, string> = { en: ',', it: ';', de: ';' };
const fileQuery = z.object({ separator: optional(separator) });

/** The list that a page shows, all of it, as a file for a spreadsheet. */
@ApiExcludeController()
@Controller('tickets.csv')
export class ListFileController {
  constructor(
    private readonly csv: CsvExport,
    private readonly zone: Zone,
  ) {}

  @Get()
  async download(
    @CurrentRequester() requester: Requester,
    @Query({ schema: listQuery }) state: ListState,
    @Query({ schema: listChoice }) choice: ListChoice,
    @Query({ schema: fileQuery }) { separator = SEPARATOR[requester.locale] }: z.output<typeof fileQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const chosen = await chosenList(state, choice, this.zone);
    const filter = toFilter({ ...chosen, cursor: undefined }, requester.mine);
    this.csv.send(reply, requester.role, filter, { separator, forPeople: true });
  }
}
