import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import type { CommandAnswer } from '#libs/tickets/commands.js';
import type { Accepted } from '../commands/request.js';

/** Answers with the status that the command got the first time. */
export class AcceptedInterceptor implements NestInterceptor<Accepted, CommandAnswer> {
  intercept(context: ExecutionContext, next: CallHandler<Accepted>): Observable<CommandAnswer> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ status, answer }) => {
        void reply.status(status);
        return answer;
      }),
    );
  }
}
