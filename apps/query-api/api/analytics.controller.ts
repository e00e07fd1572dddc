import { Controller, Get, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  GetActiveByCategory,
  GetBacklog,
  GetByPlace,
  GetOpenTickets,
  GetResolutionTime,
} from '../queries/figures.queries.js';
import {
  activeByCategoryJson,
  activeByCategorySchema,
  backlogJson,
  backlogSchema,
  byPlaceJson,
  byPlaceSchema,
  openTicketsJson,
  openTicketsSchema,
  resolutionTimeJson,
  resolutionTimeSchema,
} from './responses.js';
import { ApiRead } from './api-read.decorator.js';
import { helpdeskOnly } from './requester.js';
import { backlogParameters, figureParameters, openTicketsParameters } from './parameters.js';

type At = z.output<typeof figureParameters>;

/** The figures of the analytics page as JSON. */
@Controller('api/analytics')
@ApiTags('Figures')
export class AnalyticsApiController {
  constructor(private readonly queries: QueryBus) {}

  @Get('open-tickets')
  @ApiRead({
    id: 'openTickets',
    summary: 'Opened in the last hours or days and not yet closed',
    query: openTicketsParameters,
    answer: openTicketsSchema,
  })
  async openTickets(
    @Query({ schema: openTicketsParameters }) { last, unit, at }: z.output<typeof openTicketsParameters>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof openTicketsSchema>> {
    helpdeskOnly(request, 'figures');
    return openTicketsJson(await this.queries.execute(new GetOpenTickets(last, unit, at)));
  }

  @Get('resolution-time')
  @ApiRead({
    id: 'resolutionTime',
    summary: 'Average resolution time by month of opening',
    query: figureParameters,
    answer: resolutionTimeSchema,
  })
  async resolutionTime(
    @Query({ schema: figureParameters }) { at }: At,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof resolutionTimeSchema>> {
    helpdeskOnly(request, 'figures');
    return resolutionTimeJson(await this.queries.execute(new GetResolutionTime(at)));
  }

  @Get('active-by-category')
  @ApiRead({
    id: 'activeByCategory',
    summary: 'Active tickets by category',
    query: figureParameters,
    answer: activeByCategorySchema,
  })
  async activeByCategory(
    @Query({ schema: figureParameters }) { at }: At,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof activeByCategorySchema>> {
    helpdeskOnly(request, 'figures');
    return activeByCategoryJson(await this.queries.execute(new GetActiveByCategory(at)));
  }

  @Get('by-place')
  @ApiRead({
    id: 'byPlace',
    summary: 'Open and active tickets by place',
    query: figureParameters,
    answer: byPlaceSchema,
  })
  async byPlace(
    @Query({ schema: figureParameters }) { at }: At,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof byPlaceSchema>> {
    helpdeskOnly(request, 'figures');
    return byPlaceJson(await this.queries.execute(new GetByPlace(at)));
  }

  @Get('backlog')
  @ApiRead({
    id: 'backlog',
    summary: 'How many tickets were not yet closed at the end of each hour or day',
    query: backlogParameters,
    answer: backlogSchema,
  })
  async backlog(
    @Query({ schema: backlogParameters }) { from, until, step }: z.output<typeof backlogParameters>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof backlogSchema>> {
    helpdeskOnly(request, 'figures');
    return backlogJson(await this.queries.execute(new GetBacklog(from, until, step)));
  }
}
