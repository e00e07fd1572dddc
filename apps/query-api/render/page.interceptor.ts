import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { SSE_METADATA } from '@nestjs/common/constants.js';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, map, mergeMap, type Observable } from 'rxjs';
import { COOKIE_PREFIX } from '#libs/platform/campus.js';
import { ReadPosition, WAIT_TIMEOUT } from '../queries/read-position.js';
import { COOKIES } from '../request/cookies.js';
import { contextOf, type RequestContext } from '../request/request-context.js';
import { Page, SeeOther } from './page.js';
import { PageRenderer } from './page.renderer.js';

/** Turns what a handler answers into a page, partials or a redirection. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  constructor(
    private readonly renderer: PageRenderer,
    private readonly host: HttpAdapterHost,
    private readonly position: ReadPosition,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    if (this.isStream(context)) return next.handle();
    const requester = contextOf(request);
    // No page may be older than what its reader has just done, or it says so.
    const ready =
      request.method === 'GET' && requester.after > 0
        ? this.position.waitFor(requester.after, WAIT_TIMEOUT)
        : Promise.resolve(true);
    return from(ready)
      .pipe(mergeMap(() => next.handle()))
      .pipe(map((answer: unknown) => this.answer(reply, requester, answer, request.protocol === 'https')));
  }

  private isStream(context: ExecutionContext): boolean {
    return Reflect.getMetadata(SSE_METADATA, context.getHandler()) === true;
  }

  private answer(reply: FastifyReply, requester: RequestContext, answer: unknown, secure: boolean): unknown {
    for (const [name, value] of requester.cookies)
      this.host.httpAdapter.setCookie?.(reply, COOKIE_PREFIX + name, value, { ...COOKIES[name], secure });
    if (answer instanceof SeeOther) {
      void (requester.htmx
        ? reply.status(200).header('HX-Redirect', answer.location)
        : reply.status(303).header('location', answer.location));
      return '';
    }
    if (!(answer instanceof Page)) return answer;
    // As bytes: the length of a long text would be counted, and then each of its characters be encoded again to send it.
    return Buffer.from(this.renderer.send(reply, requester, answer));
  }
}
