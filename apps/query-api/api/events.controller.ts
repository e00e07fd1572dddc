import { Readable } from 'node:stream';
import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { documentRead } from './read-docs.js';
import { helpdeskOnly } from './requester.js';
import { EventFeed } from './event-feed.js';
import { eventParameters } from './parameters.js';

/** The log for other systems: each line is an event, as it is in JetStream. */
@Controller('api/events')
@ApiTags('Log')
export class EventsApiController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @documentRead({
    id: 'readEvents',
    summary: 'Events after a position, a CloudEvent on each line; go on with the last position received',
    query: eventParameters,
    response: 'application/x-ndjson',
  })
  read(
    @Query({ schema: eventParameters }) given: z.output<typeof eventParameters>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    helpdeskOnly(request, 'the log');
    const lines = Readable.from(this.feed.lines(given), { objectMode: true, highWaterMark: 2 });
    void reply
      .header('content-type', 'application/x-ndjson; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(lines);
  }
}
