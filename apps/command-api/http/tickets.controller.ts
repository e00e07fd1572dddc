import { Body, Controller, Param, Patch, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { commandBodies as bodies, type CommandBody } from '#libs/tickets/commands.js';
import {
  AddMeToo,
  ChangeCategory,
  ChangeDescription,
  ChangeStatus,
  OpenTicket,
  PostMessage,
} from '../commands/commands.js';
import type { Accepted, Caller } from '../commands/request.js';
import { AcceptedInterceptor } from './accepted.interceptor.js';
import { ApiCommand } from './api-command.decorator.js';
import { CurrentCaller } from './caller.decorator.js';
import { ticketParam, type TicketParam } from './ticket-param.js';
import { TokenGuard } from './token.guard.js';

/** The six commands. What may be said to them is decided in libs/tickets. */
@Controller('tickets')
@ApiTags('Tickets')
@UseGuards(TokenGuard)
@UseInterceptors(AcceptedInterceptor)
export class TicketsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @ApiCommand('OpenTicket')
  open(
    @CurrentCaller() caller: Caller,
    @Body({ schema: bodies.OpenTicket }) body: CommandBody<'OpenTicket'>,
  ): Promise<Accepted> {
    return this.commands.execute(new OpenTicket(caller, body));
  }

  @Patch(':id')
  @ApiCommand('ChangeDescription')
  describe(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ticketParam }) { id }: TicketParam,
    @Body({ schema: bodies.ChangeDescription }) body: CommandBody<'ChangeDescription'>,
  ): Promise<Accepted> {
    return this.commands.execute(new ChangeDescription(caller, id, body));
  }

  @Post(':id/messages')
  @ApiCommand('PostMessage')
  say(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ticketParam }) { id }: TicketParam,
    @Body({ schema: bodies.PostMessage }) body: CommandBody<'PostMessage'>,
  ): Promise<Accepted> {
    return this.commands.execute(new PostMessage(caller, id, body));
  }

  @Post(':id/status')
  @ApiCommand('ChangeStatus')
  advance(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ticketParam }) { id }: TicketParam,
    @Body({ schema: bodies.ChangeStatus }) body: CommandBody<'ChangeStatus'>,
  ): Promise<Accepted> {
    return this.commands.execute(new ChangeStatus(caller, id, body));
  }

  @Post(':id/category')
  @ApiCommand('ChangeCategory')
  categorize(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ticketParam }) { id }: TicketParam,
    @Body({ schema: bodies.ChangeCategory }) body: CommandBody<'ChangeCategory'>,
  ): Promise<Accepted> {
    return this.commands.execute(new ChangeCategory(caller, id, body));
  }

  @Post(':id/me-too')
  @ApiCommand('AddMeToo')
  meToo(
    @CurrentCaller() caller: Caller,
    @Param({ schema: ticketParam }) { id }: TicketParam,
    @Body({ schema: bodies.AddMeToo }) body: CommandBody<'AddMeToo'>,
  ): Promise<Accepted> {
    return this.commands.execute(new AddMeToo(caller, id, body));
  }
}
