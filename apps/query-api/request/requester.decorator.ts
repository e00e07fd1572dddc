import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { asRole, visitOf, type PageRole, type Visit } from './request-context.js';
import { WrongRoleError } from './wrong-role.error.js';

/** A visit with its role: a user's until another is chosen. */
export type Visitor = Visit & { readonly role: PageRole };

const visitIn = (context: ExecutionContext): Visit => visitOf(context.switchToHttp().getRequest<FastifyRequest>());

/** The visit, whether or not a role was chosen. */
export const AnyVisit = createParamDecorator((_: unknown, context: ExecutionContext): Visit => visitIn(context));

/** The visit of somebody in a role: a link leads a newcomer to its page, as a user. */
export const CurrentVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor =>
  visitorIn(context),
);

/** The visit of the helpdesk; a user gets a plain page that says so. */
export const HelpdeskVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const visitor = visitorIn(context);
  if (visitor.role !== 'helpdesk') throw new WrongRoleError();
  return visitor;
});

/** A form that comes without the cookie, lost or cleared, counts for the role it was made with: nothing typed is lost. */
function visitorIn(context: ExecutionContext): Visitor {
  const { body } = context.switchToHttp().getRequest<FastifyRequest<{ Body?: { role?: unknown } }>>();
  const visit = visitIn(context);
  if (!visit.role) {
    visit.role = asRole(body?.role) ?? 'user';
    visit.cookies.set('role', visit.role).set('browser', visit.browser);
  }
  return visit as Visitor;
}
