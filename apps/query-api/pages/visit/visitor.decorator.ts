import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { visitOf, type PageRole, type Visit } from './visit.js';
import { NoRoleError, WrongRoleError } from './role-errors.js';

/** A visit that has chosen its role. */
export type Visitor = Visit & { readonly role: PageRole };

const visitIn = (context: ExecutionContext): Visit => visitOf(context.switchToHttp().getRequest<FastifyRequest>());

/** The visit, whether or not a role was chosen. */
export const AnyVisit = createParamDecorator((_: unknown, context: ExecutionContext): Visit => visitIn(context));

/** The visit of somebody who has chosen a role; others are led to the entry. */
export const CurrentVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const visit = visitIn(context);
  if (!visit.role) throw new NoRoleError();
  return visit as Visitor;
});

/** The visit of the helpdesk; a user gets a plain page that says so. */
export const HelpdeskVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const visit = visitIn(context);
  if (!visit.role) throw new NoRoleError();
  if (visit.role !== 'helpdesk') throw new WrongRoleError();
  return visit as Visitor;
});
