import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { KnownPlaces } from '../queries/known-places.js';
import { documentRead } from './read-docs.js';
import { requesterOf } from './requester.js';
import { placesParameters } from './parameters.js';

const placesSchema = z.object({
  places: z.array(
    z.object({
      code: z.string(),
      name: z.string().nullable(),
      parent: z.string().nullable(),
      kind: z.string().nullable(),
    }),
  ),
});

/** What a place may be, for whoever types one. */
@Controller('api/places')
@ApiTags('Places')
export class PlacesApiController {
  constructor(private readonly places: KnownPlaces) {}

  @Get()
  @documentRead({
    id: 'listPlaces',
    summary: 'Places of the campus, and of tickets that are not closed',
    query: placesParameters,
    response: placesSchema,
  })
  async list(
    @Query({ schema: placesParameters }) { q }: z.output<typeof placesParameters>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof placesSchema>> {
    requesterOf(request);
    return { places: await this.places.suggest(q) };
  }
}
