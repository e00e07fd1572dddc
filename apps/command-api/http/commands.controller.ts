import { Body, Controller, Param, RequestMapping, RequestMethod, Res, UseGuards } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  COMMAND_NAMES,
  definitionOf,
  ticketInAddress,
  type CommandAnswer,
  type CommandName,
} from '#libs/tickets/commands.js';
import { execute } from '../commands/bus.js';
import type { Caller, CommandRequest } from '../commands/request.js';
import { CurrentCaller } from './caller.decorator.js';
import { documentCommand } from './command-docs.js';
import { TokenGuard } from '#libs/platform/token.guard.js';

/** Every command by HTTP, at the route of its definition. */
@Controller('tickets')
@ApiTags('Tickets')
@UseGuards(TokenGuard)
export class CommandsController {
  constructor(readonly commands: CommandBus) {}
}

const ticketParam = z.object({ id: ticketInAddress });

for (const name of COMMAND_NAMES) addRoute(name);

/** Does what Nest's decorators do, for one command. */
function addRoute(type: CommandName): void {
  const { method, path, body } = definitionOf(type);
  const handler = async function (
    this: CommandsController,
    caller: Caller,
    content: CommandRequest['body'],
    reply: FastifyReply,
    ticket?: z.output<typeof ticketParam>,
  ): Promise<CommandAnswer> {
    const request = { type, caller, body: content, ...(ticket && { ticket: ticket.id }) } as CommandRequest;
    const { status, answer } = await execute(this.commands, request);
    void reply.status(status);
    return answer;
  };
  const descriptor = { value: handler, configurable: true, writable: true };
  const target = CommandsController.prototype;
  Object.defineProperty(target, type, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object, Object], target, type);
  CurrentCaller()(target, type, 0);
  Body({ schema: body })(target, type, 1);
  Res({ passthrough: true })(target, type, 2);
  if (path !== '') Param({ schema: ticketParam })(target, type, 3);
  documentCommand(type)(target, type, descriptor);
  RequestMapping({ method: RequestMethod[method], path: path || '/' })(target, type, descriptor);
}
