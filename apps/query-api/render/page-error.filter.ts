import { Catch, Logger, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnexpected, problemFrom } from '#libs/platform/problem-from.js';
import { ProblemFilter } from '#libs/platform/problem.filter.js';
import { WrongRoleError } from '../request/wrong-role.error.js';
import { contextOf, type RequestContext } from '../request/request-context.js';
import { Page } from './page.js';
import { PageRenderer } from './page.renderer.js';
import { texts } from './texts.js';
import { Views } from './views.js';

/** Statuses that have words of their own in the catalogue. */
export const EXPLAINED = [400, 403, 404, 413, 429, 503];

/** Errors that may be over in a moment. */
const PASSING = [429, 500, 503];
/** Errors that have words of their own by their code. */
const NAMED: Readonly<Record<string, string>> = {
  role: 'role',
  'ticket.not-found': 'ticket',
  'ticket.not-yet-opened': 'past',
};

/** Errors of pages as pages, in plain words with a way on; those of the JSON interfaces as problem+json. */
@Catch()
export class PageErrorFilter extends ProblemFilter {
  private readonly log = new Logger(PageErrorFilter.name);
  private readonly renderer = new PageRenderer(new Views());

  override catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    // oxlint-disable-next-line promise/valid-params -- the filter's method, no promise's
    if (!isPage(request)) return super.catch(error, host);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.raw.headersSent) return void reply.raw.destroy();
    void this.answer(error, request, reply);
  }

  private async answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      await this.answerWithPage(error, request, reply);
    } catch (broken) {
      this.log.error(broken);
      // It may be one of them that cannot be sent.
      for (const name of Object.keys(reply.getHeaders())) void reply.removeHeader(name);
      void reply.status(500).type('text/plain').send('500');
    }
  }

  private async answerWithPage(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const requester = contextOf(request);
    const elsewhere = request.method === 'GET' && plainPath(error, requester.url);
    if (elsewhere) return void reply.status(301).header('location', elsewhere).send('');
    if (!(error instanceof WrongRoleError) && isUnexpected(error)) this.log.error(error);
    const { status, code, headers } =
      error instanceof WrongRoleError ? { status: 403, code: 'role', headers: {} } : problemFrom(error).init;
    const again = request.method === 'GET' && PASSING.includes(status) ? requester.url : undefined;
    const page = errorPage(requester, status, again, NAMED[code]);
    const body = this.renderer.send(reply, requester, page);
    await reply.headers({ ...headers }).send(body);
  }
}

/**
 * The page for an error, or the notice of it when htmx asks, so that nothing that was typed goes away.
 * @param again the address to try once more
 */
export function errorPage(
  requester: RequestContext,
  status: number,
  again?: string,
  kind = EXPLAINED.includes(status) ? String(status) : status < 500 ? '400' : '500',
): Page {
  const t = texts(requester.locale);
  const title = t(`error.${kind}.title`);
  // A whole page says it in its heading; only a page that stays as it is needs to be told.
  const data = {
    kind,
    again,
    ...(requester.partial && { notice: { text: `${title}. ${t(`error.${kind}.detail`)}`, bad: true } }),
  };
  return new Page('error', { title, status, data, partials: [{ name: 'notice' }] });
}

/** Where a page is whose address was written with capitals or a slash at its end; undefined where there is none. */
function plainPath(error: unknown, url: string): string | undefined {
  if (!(error instanceof NotFoundException)) return undefined;
  const [path = '', query] = url.split('?', 2) as [string, string?];
  const plain = path.toLowerCase().replace(/\/+$/, '');
  if (plain === path || !/^\/(tickets|analytics|audit|status|help|privacy|accessibility)(\/[^/\\]+)*$/.test(plain))
    return undefined;
  return query === undefined ? plain : `${plain}?${query}`;
}

function isPage({ url, headers }: FastifyRequest): boolean {
  if (/^\/(api|health|metrics|assets)(\/|\?|$)/.test(url)) return false;
  return headers.accept === undefined || /text\/html|\*\/\*|text\/event-stream/.test(headers.accept);
}
