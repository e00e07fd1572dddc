import type { MsgHdrs } from '@nats-io/transport-node';
import { Controller, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Ctx, MessagePattern, NatsContext, Payload, Transport } from '@nestjs/microservices';
import { subjectOfCampus } from '#libs/platform/campus.js';
import { withCorrelation } from '#libs/platform/correlation.js';
import { isUnexpected, problemFrom } from '#libs/platform/problem-from.js';
import { COMMAND_NAMES, type CommandName } from '#libs/tickets/commands.js';
import { execute } from '../commands/bus.js';
import type { Reply } from './plain-messages.js';
import { readRequest } from './read-request.js';

const log = new Logger('nats-commands');

/** Commands by NATS request: the same as by HTTP, on `helpdesk.commands.<Command>`. */
@Controller()
export class NatsCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @MessagePattern(COMMAND_NAMES.map((name) => subjectOfCampus(`helpdesk.commands.${name}`)), Transport.NATS)
  run(@Payload() bytes: Uint8Array, @Ctx() context: NatsContext): Promise<Reply> {
    const type = context.getSubject().split('.').at(-1) as CommandName;
    const headers: MsgHdrs | undefined = context.getHeaders();
    const sent = { traceparent: headers?.get('traceparent'), tracestate: headers?.get('tracestate') };
    return withCorrelation(sent, context.getSubject(), (id) => this.reply(type, bytes, id));
  }

  /** Never throws: an error becomes the problem that HTTP would answer. */
  private async reply(type: CommandName, bytes: Uint8Array, correlationId: string): Promise<Reply> {
    try {
      const { status, answer } = await execute(this.commands, readRequest(type, bytes, correlationId));
      return { status, body: answer };
    } catch (error) {
      if (isUnexpected(error)) log.error(error);
      const { status, body } = problemFrom(error);
      return { status, body };
    }
  }
}
