import { HttpException } from '@nestjs/common';
import { correlationId } from './correlation.js';
import { Problem, type ProblemInit } from './problem.js';
import { isTransient } from './transient.js';

const KNOWN: Record<number, Omit<ProblemInit, 'status'>> = {
  400: { code: 'body.malformed', detail: 'The body is not well-formed: send JSON that fits its Content-Type.' },
  403: { code: 'origin.not-allowed', detail: 'Requests from other web sites are refused.' },
  404: { code: 'route.unknown', detail: 'There is nothing at this address.' },
  405: { code: 'method.not-allowed', detail: 'This address does not take this method.' },
  408: { code: 'request.timeout', detail: 'The request took too long to arrive: send it again.' },
  413: { code: 'body.too-large', detail: 'The body is larger than 64 KiB.' },
  414: { code: 'url.too-long', detail: 'A part of the address is too long.' },
  415: { code: 'media-type.unsupported', detail: 'Send the body as application/json.' },
  429: {
    code: 'rate.limited',
    detail: 'Too many requests: wait a moment and send it again.',
    headers: { 'Retry-After': '1' },
  },
  503: { code: 'busy', detail: 'Too much at once: wait a moment and send it again.', headers: { 'Retry-After': '1' } },
};

/** What a client learns about any error: never more of an unexpected one than its correlation id. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  const known = KNOWN[status];
  if (isBadAddress(error)) {
    return new Problem({ status: 400, code: 'parameter.invalid', detail: 'The address is not a well-formed URL.' });
  }
  if (known) return new Problem({ status, ...known });
  if (status < 500)
    return new Problem({ status, code: 'request.refused', detail: 'The request cannot be served as it is.' });
  if (isTransient(error)) {
    const detail = 'The database does not answer right now: send it again in a moment.';
    return new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '2' } });
  }
  const id = correlationId();
  return new Problem({
    status: 500,
    code: 'internal',
    detail:
      'Something went wrong here, not with your request. Send it again; if it stays, give the correlation id to the operator.',
    extensions: id ? { correlationId: id } : {},
  });
}

/** True for what nobody foresaw: it belongs into the log with its stack. */
export function isUnexpected(error: unknown): boolean {
  const status = statusOf(error);
  return !(error instanceof Problem) && status >= 500 && status !== 503 && !isTransient(error);
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

function isBadAddress(error: unknown): boolean {
  return error instanceof Error && /is not a valid url component|URI malformed/.test(error.message);
}
