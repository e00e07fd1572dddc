import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants.js';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import { PATIENCE, Reads } from '../queries/reads.js';
import { COOKIES } from '../request/cookies.js';
import { visitOf, type Visit } from '../request/request-context.js';
import { Page, SeeOther } from './page.js';
import { PageRenderer } from './page.renderer.js';

/** Turns what a handler answers into a page, islands or a redirection. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly host: HttpAdapterHost,
    private readonly reads: Reads,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    if (this.isStream(context)) return next.handle();
    const visit = visitOf(request);
    // No page may be older than what its reader has just done, or it says so.
    const ready =
      request.method === 'GET' && visit.after > 0 ? this.reads.waitFor(visit.after, PATIENCE) : Promise.resolve(true);
    return from(ready)
      .pipe(mergeMap(() => next.handle()))
      .pipe(mergeMap(async (answer: unknown) => this.answer(reply, visit, answer, request.protocol === 'https')));
  }

  private isStream(context: ExecutionContext): boolean {
    return Reflect.getMetadata(SSE_METADATA, context.getHandler()) === true;
  }

  private async answer(reply: FastifyReply, visit: Visit, answer: unknown, secure: boolean): Promise<unknown> {
    for (const [name, value] of visit.cookies)
      this.host.httpAdapter.setCookie?.(reply, name, value, { ...COOKIES[name], secure });
    if (answer instanceof SeeOther) {
      void (visit.htmx
        ? reply.status(200).header('HX-Redirect', answer.location)
        : reply.status(303).header('location', answer.location));
      return '';
    }
    if (!(answer instanceof Page)) return answer;
    // As bytes: the length of a long text would be counted, and then each of its characters be encoded again to send it.
    return Buffer.from(await this.renderer.send(reply, visit, answer));
  }
}
