import { Command } from '@nestjs/cqrs';
import type { CommandBody } from '#libs/tickets/commands.js';
import type { Accepted, Caller } from './request.js';

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
