import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isUnexpected, problemFrom } from './problem-from.js';
import { PROBLEM_JSON } from './problem.js';

/** Answers every error as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (isUnexpected(error)) this.logger.error(error);
    answerProblem(reply, error);
  }
}

/** Sends the problem that an error is; a reply that has begun can only be cut. */
export function answerProblem(reply: FastifyReply, error: unknown): void {
  if (reply.raw.headersSent) return void reply.raw.destroy();
  const problem = problemFrom(error);
  void reply
    .status(problem.status)
    .headers({ ...problem.init.headers })
    .type(PROBLEM_JSON)
    // As text: an object would go through the serializer of the route.
    .send(JSON.stringify(problem.body));
}
