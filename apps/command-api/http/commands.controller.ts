import { Body, Controller, Param, RequestMapping, RequestMethod, Res, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { definitionOf, ticketInAddress, type CommandAnswer } from '#libs/tickets/commands.js';
import { fromHttp, HTTP_ROUTES, type HttpRoute } from '#libs/tickets/http-routes.js';
import { preparePhotos } from '#libs/photos/prepare.js';
import { SentPhotos, type SentPhoto } from '#libs/photos/read-form.js';
import { storePhotos } from '#libs/photos/store.js';
import { LogDatabase } from '../commands/log-database.js';
import { execute } from '../commands/bus.js';
import type { Caller, CommandRequest } from '../commands/request.js';
import { CurrentCaller } from './caller.decorator.js';
import { documentRoute } from './command-docs.js';
import { TokenGuard } from '#libs/platform/token.guard.js';

/** Every command by HTTP, at the route of its definition. */
@Controller('tickets')
@ApiTags('Tickets')
@UseGuards(TokenGuard)
export class CommandsController {
  constructor(
    readonly commands: CommandBus,
    readonly log: LogDatabase,
  ) {}
}

const inAddress = z.object({ id: ticketInAddress }).catchall(z.coerce.number().int().positive());

for (const route of HTTP_ROUTES) addRoute(route);

/** Does what Nest's decorators do, for one route. */
function addRoute(route: HttpRoute): void {
  const [name] = route.names;
  const { method, path } = definitionOf(name);
  const handler = async function (
    this: CommandsController,
    caller: Caller,
    content: CommandRequest['body'],
    reply: FastifyReply,
    sent: readonly SentPhoto[],
    { id: ticket, ...inPath }: Partial<z.output<typeof inAddress>> = {},
  ): Promise<CommandAnswer> {
    const { type, body } = fromHttp(route, inPath, content);
    const photos = await preparePhotos(sent);
    const about = { caller, body, photos, ...(ticket !== undefined && { ticket }) };
    const request = { type, ...about } as unknown as CommandRequest;
    const { status, answer } = await execute(this.commands, request);
    // Behind the event that names them: whatever is rejected leaves no bytes, and a repeat brings them if this failed.
    await storePhotos(this.log.pool, photos);
    void reply.status(status);
    return answer;
  };
  const descriptor = { value: handler, configurable: true, writable: true };
  const target = CommandsController.prototype;
  Object.defineProperty(target, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object, Object, Object], target, name);
  CurrentCaller()(target, name, 0);
  Body({ schema: route.body })(target, name, 1);
  Res({ passthrough: true })(target, name, 2);
  SentPhotos()(target, name, 3);
  if (path !== '') Param({ schema: inAddress })(target, name, 4);
  documentRoute(route)(target, name, descriptor);
  RequestMapping({ method: RequestMethod[method], path: path || '/' })(target, name, descriptor);
}
