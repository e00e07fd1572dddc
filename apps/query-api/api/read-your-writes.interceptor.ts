import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import { Problem } from '#libs/platform/problem.js';
import { ReadPosition, WAIT_TIMEOUT } from '../queries/read-position.js';

/**
 * `Helpdesk-Wait-For: <position>` lets an answer wait until the read models have this position of the log, for 800 ms at
 * most; `Helpdesk-As-Of` says which one the answer speaks of.
 */
@Injectable()
export class ReadYourWritesInterceptor implements NestInterceptor {
  constructor(private readonly position: ReadPosition) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const wanted = wantedPosition(http.getRequest<FastifyRequest>());
    if (wanted !== undefined) await this.position.waitFor(wanted, WAIT_TIMEOUT);
    const reply = http.getResponse<FastifyReply>();
    // Said before the answer is known: a "not found" may only mean "not yet".
    void reply.header('Helpdesk-As-Of', String(this.position.current));
    return next.handle().pipe(
      tap((body: unknown) => {
        const exact = asOf(body);
        if (exact !== undefined) void reply.header('Helpdesk-As-Of', String(exact));
      }),
    );
  }
}

function asOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'asOf' in body ? body.asOf : undefined;
}

function wantedPosition({ headers }: FastifyRequest): number | undefined {
  const text = headers['helpdesk-wait-for']?.toString();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const errors = [{ parameter: 'Helpdesk-Wait-For', code: 'invalid-format', detail: 'is a position of the log' }];
  throw new Problem({
    status: 400,
    code: 'parameter.invalid',
    detail: 'Helpdesk-Wait-For is a position of the log.',
    errors,
  });
}
