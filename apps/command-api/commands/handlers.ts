import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CommandProcessor } from '../processor/command-processor.js';
import { AddMeToo, ChangeCategory, ChangeDescription, ChangeStatus, OpenTicket, PostMessage } from './commands.js';
import type { Accepted } from './request.js';

@CommandHandler(OpenTicket)
class OpenTicketHandler implements ICommandHandler<OpenTicket> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, body }: OpenTicket): Promise<Accepted> {
    return this.processor.run({ type: 'OpenTicket', caller, body });
  }
}

@CommandHandler(ChangeDescription)
class ChangeDescriptionHandler implements ICommandHandler<ChangeDescription> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, ticket, body }: ChangeDescription): Promise<Accepted> {
    return this.processor.run({ type: 'ChangeDescription', caller, ticket, body });
  }
}

@CommandHandler(PostMessage)
class PostMessageHandler implements ICommandHandler<PostMessage> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, ticket, body }: PostMessage): Promise<Accepted> {
    return this.processor.run({ type: 'PostMessage', caller, ticket, body });
  }
}

@CommandHandler(ChangeStatus)
class ChangeStatusHandler implements ICommandHandler<ChangeStatus> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, ticket, body }: ChangeStatus): Promise<Accepted> {
    return this.processor.run({ type: 'ChangeStatus', caller, ticket, body });
  }
}

@CommandHandler(ChangeCategory)
class ChangeCategoryHandler implements ICommandHandler<ChangeCategory> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, ticket, body }: ChangeCategory): Promise<Accepted> {
    return this.processor.run({ type: 'ChangeCategory', caller, ticket, body });
  }
}

@CommandHandler(AddMeToo)
class AddMeTooHandler implements ICommandHandler<AddMeToo> {
  constructor(private readonly processor: CommandProcessor) {}

  execute({ caller, ticket, body }: AddMeToo): Promise<Accepted> {
    return this.processor.run({ type: 'AddMeToo', caller, ticket, body });
  }
}

export const COMMAND_HANDLERS = [
  OpenTicketHandler,
  ChangeDescriptionHandler,
  PostMessageHandler,
  ChangeStatusHandler,
  ChangeCategoryHandler,
  AddMeTooHandler,
];
