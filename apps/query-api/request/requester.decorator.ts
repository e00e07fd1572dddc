import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { contextOf, type RequestContext } from './request-context.js';
import { asRole, type PageRole } from './role.js';
import { WrongRoleError } from './wrong-role.error.js';

/** A request context with its role: a user's until another is chosen. */
export type Requester = RequestContext & { readonly role: PageRole };

const contextIn = (context: ExecutionContext): RequestContext =>
  contextOf(context.switchToHttp().getRequest<FastifyRequest>());

/** The requester, whether or not a role was chosen. */
export const AnyRequester = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  contextIn(context),
);

/** Who asks, in a role: a link leads a newcomer to its page, as a user. */
export const CurrentRequester = createParamDecorator((_: unknown, context: ExecutionContext): Requester =>
  requesterIn(context),
);

/** The helpdesk; a user gets a plain page that says so. */
export const HelpdeskRequester = createParamDecorator((_: unknown, context: ExecutionContext): Requester => {
  const requester = requesterIn(context);
  if (requester.role !== 'helpdesk') throw new WrongRoleError();
  return requester;
});

/** A form that comes without the cookie, lost or cleared, counts for the role it was made with: nothing typed is lost. */
function requesterIn(context: ExecutionContext): Requester {
  const { body } = context.switchToHttp().getRequest<FastifyRequest<{ Body?: { role?: unknown } }>>();
  const requester = contextIn(context);
  if (!requester.role) {
    requester.role = asRole(body?.role) ?? 'user';
    requester.cookies.set('role', requester.role).set('browser', requester.browser);
  }
  return requester as Requester;
}
