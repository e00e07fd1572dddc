import type { Type } from '@nestjs/common';
import { Command, CommandHandler, type CommandBus, type ICommandHandler } from '@nestjs/cqrs';
import { COMMAND_NAMES, type CommandName } from '#libs/tickets/commands.js';
import { CommandLoop } from './command-loop.js';
import type { Accepted, CommandRequest } from './request.js';

/** A command on the bus; each has a class of its own, which bears its name. */
class BusCommand extends Command<Accepted> {
  constructor(readonly request: CommandRequest) {
    super();
  }
}

/** The handler of every command. */
class Handler implements ICommandHandler<BusCommand, Accepted> {
  constructor(private readonly loop: CommandLoop) {}

  execute({ request }: BusCommand): Promise<Accepted> {
    return this.loop.run(request);
  }
}

const busCommands = Object.fromEntries(
  COMMAND_NAMES.map((name) => [name, { [name]: class extends BusCommand {} }[name]]),
) as Record<CommandName, Type<BusCommand>>;

export const COMMAND_HANDLERS: Type[] = COMMAND_NAMES.map((name) => {
  class NamedHandler extends Handler {}
  Reflect.defineMetadata('design:paramtypes', [CommandLoop], NamedHandler);
  CommandHandler(busCommands[name])(NamedHandler);
  return NamedHandler;
});

/** Hands a command to its handler. */
export function execute(bus: CommandBus, request: CommandRequest): Promise<Accepted> {
  return bus.execute(new busCommands[request.type](request));
}
