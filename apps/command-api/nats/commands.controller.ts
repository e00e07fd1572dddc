import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Ctx, MessagePattern, NatsContext, Payload, Transport } from '@nestjs/microservices';
import { correlationFrom, withCorrelation } from '#libs/platform/correlation.js';
import { COMMAND_NAMES, type CommandName } from '#libs/tickets/commands.js';
import { toCommand } from '../commands/commands.js';
import { readRequest } from './read-request.js';
import { replyOf, type Reply } from './reply.js';

/** Commands by NATS request: the same as by HTTP, on `helpdesk.commands.<Command>`. */
@Controller()
export class NatsCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @MessagePattern(COMMAND_NAMES.map((name) => `helpdesk.commands.${name}`), Transport.NATS)
  run(@Payload() bytes: Uint8Array, @Ctx() context: NatsContext): Promise<Reply> {
    const type = context.getSubject().split('.').at(-1) as CommandName;
    const id = correlationFrom(context.getHeaders()?.get('traceparent'));
    return withCorrelation(id, () =>
      replyOf(async () => this.commands.execute(toCommand(readRequest(type, bytes, id)))),
    );
  }
}
