import { Command } from '@nestjs/cqrs';
import type { CommandBody } from '#libs/tickets/commands.js';
import type { Accepted, Caller, CommandRequest } from './request.js';

export class OpenTicket extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly body: CommandBody<'OpenTicket'>,
  ) {
    super();
  }
}

export class ChangeDescription extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly ticket: string,
    readonly body: CommandBody<'ChangeDescription'>,
  ) {
    super();
  }
}

export class PostMessage extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly ticket: string,
    readonly body: CommandBody<'PostMessage'>,
  ) {
    super();
  }
}

export class ChangeStatus extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly ticket: string,
    readonly body: CommandBody<'ChangeStatus'>,
  ) {
    super();
  }
}

export class ChangeCategory extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly ticket: string,
    readonly body: CommandBody<'ChangeCategory'>,
  ) {
    super();
  }
}

export class AddMeToo extends Command<Accepted> {
  constructor(
    readonly caller: Caller,
    readonly ticket: string,
    readonly body: CommandBody<'AddMeToo'>,
  ) {
    super();
  }
}

/** For ways in that take any command. */
export function toCommand(request: CommandRequest): Command<Accepted> {
  const { caller, ticket = '' } = request;
  switch (request.type) {
    case 'OpenTicket':
      return new OpenTicket(caller, request.body);
    case 'ChangeDescription':
      return new ChangeDescription(caller, ticket, request.body);
    case 'PostMessage':
      return new PostMessage(caller, ticket, request.body);
    case 'ChangeStatus':
      return new ChangeStatus(caller, ticket, request.body);
    case 'ChangeCategory':
      return new ChangeCategory(caller, ticket, request.body);
    case 'AddMeToo':
      return new AddMeToo(caller, ticket, request.body);
    default:
      return request satisfies never;
  }
}
