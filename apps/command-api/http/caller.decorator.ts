import { isUtf8 } from 'node:buffer';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { correlationId, newCorrelationId } from '#libs/platform/correlation.js';
import { checkCaller } from '../commands/caller.js';
import type { Caller } from '../commands/request.js';

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

/**
 * Text of a header value, which HTTP keeps to ASCII: percent-encoded UTF-8, with or without the `UTF-8''` of RFC 8187.
 * Raw UTF-8 bytes, as curl sends them, are UTF-8; other bytes are latin-1.
 */
function decodeHeader(value: string): string {
  const encoded = value.replace(/^utf-8'[\w-]*'/i, '');
  const bytes = Buffer.from(encoded, 'latin1');
  const text = isUtf8(bytes) ? bytes.toString('utf8') : encoded;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
