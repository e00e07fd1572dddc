import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { correlationId, newCorrelationId } from '#libs/platform/correlation.js';
import { checkCaller } from '../commands/caller.js';
import type { Caller } from '../commands/request.js';
import { decodeHeader } from './header-text.js';

/** Who sends the command, from its headers. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const header = (name: string): string | undefined => headers[name]?.toString();
  const name = header('helpdesk-name');
  return checkCaller(
    {
      role: header('helpdesk-role'),
      key: header('idempotency-key'),
      name: name && decodeHeader(name),
      browser: header('helpdesk-browser'),
      correlationId: correlationId() ?? newCorrelationId(),
    },
    'header',
  );
});
