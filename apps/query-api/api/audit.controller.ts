import { Controller, Get, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { EventType } from '#libs/read-models/types.js';
import { GetLastVerification, ListEvents } from '../queries/log.queries.js';
import { auditJson, auditSchema } from './responses.js';
import { ApiRead } from './api-read.decorator.js';
import { helpdeskOnly } from './requester.js';
import { auditParameters } from './parameters.js';

/** The whole log, for people who look something up. */
@Controller('api/audit')
@ApiTags('Log')
export class AuditApiController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiRead({
    id: 'listEvents',
    summary: 'Events by filter, the newest first; a page looks through a bounded stretch and says where to go on',
    query: auditParameters,
    answer: auditSchema,
  })
  async list(
    @Query({ schema: auditParameters }) given: z.output<typeof auditParameters>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof auditSchema>> {
    helpdeskOnly(request, 'the log');
    const filter = { ...given, type: given.type as EventType[] | undefined };
    return auditJson(
      await this.queries.execute(new ListEvents(filter)),
      await this.queries.execute(new GetLastVerification()),
    );
  }
}
