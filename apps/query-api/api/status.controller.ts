import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { GetSystemStatus } from '../queries/log.queries.js';
import { ApiRead } from './api-read.decorator.js';
import { helpdeskOnly } from './requester.js';
import { noParameters } from './parameters.js';

const count = z.int().nonnegative();
const moment = z.iso.datetime().nullable();
const statusSchema = z.object({
  log: z.object({
    logId: z.uuid(),
    position: count,
    hash: z.string().describe('Chain hash of the last event, hex'),
    recordedAt: moment,
  }),
  readModels: z.object({
    generation: count.nullable(),
    schemaVersion: count.nullable(),
    timeZone: z.string().nullable(),
    position: count,
    recordedAt: moment,
    parked: count.describe('Events that could not be applied'),
    stopped: z.string().nullable().describe('Why the projector does not go on'),
  }),
  lag: z.object({ events: count, ms: count.describe('Since the first event that cannot be read yet was recorded') }),
  backup: z.object({
    at: moment.describe('When the last good backup ended'),
    position: count.nullable().describe('Where it ends'),
    restoredAt: moment.describe('When one was last restored into an empty database and compared'),
    failure: z.string().nullable().describe('Why the last one failed'),
    overdue: z.boolean().describe('No good one for 36 hours'),
  }),
  rebuilding: z.object({ generation: count, position: count }).nullable(),
});

@Controller('api/status')
@ApiTags('Log')
export class StatusApiController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiRead({
    id: 'systemStatus',
    summary: 'How far log and read models are',
    query: noParameters,
    answer: statusSchema,
  })
  async show(
    @Query({ schema: noParameters }) _none: object,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof statusSchema>> {
    helpdeskOnly(request, 'the status');
    const { log, readModels, lag, backup, rebuilding } = await this.queries.execute(new GetSystemStatus());
    return {
      log: { ...log, recordedAt: log.recordedAt?.toISOString() ?? null },
      readModels: { ...readModels, recordedAt: readModels.recordedAt?.toISOString() ?? null },
      lag,
      backup: {
        at: backup.at?.toISOString() ?? null,
        position: backup.position,
        restoredAt: backup.restoredAt?.toISOString() ?? null,
        failure: backup.failure,
        overdue: backup.overdue,
      },
      rebuilding,
    };
  }
}
