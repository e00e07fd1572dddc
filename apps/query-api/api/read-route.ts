import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { onlyHelpdesk } from '../queries/visibility.js';
import type { PageRole } from '../request/role.js';
import { documentRead } from './read-docs.js';
import { ticketIdParameter } from './parameters.js';
import { csvTable } from '../export/csv.js';
import { requesterOf } from './requester.js';

/** What a route reads with. */
interface ReadContext<Q> {
  readonly query: Q;
  readonly role: PageRole;
  /** UUID or number of the ticket, where the route has one. */
  readonly id: string;
  readonly queries: QueryBus;
  readonly reply: FastifyReply;
}

/** All that is known of a route of the JSON interface: path, parameters, role, documentation and response follow from it. */
interface ReadRoute<Q extends z.ZodType, R extends z.ZodType> {
  readonly id: string;
  /** Below `/api/`. */
  readonly path: string;
  readonly tag: 'Tickets' | 'Figures' | 'Log';
  readonly summary: string;
  readonly query: Q;
  readonly response: R;
  /** What is read, where only the helpdesk may. */
  readonly helpdeskOnly?: string;
  /** The list in the response that is a CSV file too, at the same path with `.csv`. */
  readonly rows?: (keyof z.input<R> & string) | ((response: z.input<R>) => readonly object[]);
  read(context: ReadContext<z.output<Q>>): Promise<z.input<R>>;
}

/** Every route that is defined by `readRoute`. */
@Controller('api')
export class ReadController {
  constructor(readonly queries: QueryBus) {}
}

/** Adds a route: does what Nest's decorators do. */
export function readRoute<Q extends z.ZodType, R extends z.ZodType>(route: ReadRoute<Q, R>): void {
  addRoute(route, route.response);
  const { rows, id, path, summary } = route;
  if (!rows) return;
  const read = async (context: ReadContext<z.output<Q>>): Promise<string> => {
    const response = await route.read(context);
    void context.reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${path.split('/').at(-1)}.csv"`);
    const listed = typeof rows === 'function' ? rows(response) : response[rows];
    return csvTable(listed as Record<string, unknown>[]);
  };
  addRoute({ ...route, id: `${id}File`, path: `${path}.csv`, summary: `${summary}, as CSV`, read }, 'text/csv');
}

type AnyRoute<Q extends z.ZodType> = Omit<ReadRoute<Q, z.ZodType>, 'response' | 'rows'>;

function addRoute<Q extends z.ZodType>(route: AnyRoute<Q>, response: z.ZodType | 'text/csv'): void {
  const { id: name, path, helpdeskOnly, query } = route;
  const handler = async function (
    this: ReadController,
    given: z.output<Q>,
    request: FastifyRequest,
    reply: FastifyReply,
    ticket?: z.output<typeof ticketIdParameter>,
  ): Promise<unknown> {
    const role = requesterOf(request);
    if (helpdeskOnly) onlyHelpdesk(role, helpdeskOnly);
    return route.read({ query: given, role, id: ticket?.id ?? '', queries: this.queries, reply });
  };
  const target = ReadController.prototype;
  const descriptor = { value: handler, configurable: true, writable: true };
  Object.defineProperty(target, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object, Object], target, name);
  Query({ schema: query })(target, name, 0);
  Req()(target, name, 1);
  Res({ passthrough: true })(target, name, 2);
  if (path.includes(':id')) Param({ schema: ticketIdParameter })(target, name, 3);
  ApiTags(route.tag)(target, name, descriptor);
  documentRead({ ...route, response, byId: path.includes(':id') })(target, name, descriptor);
  Get(path)(target, name, descriptor);
}
