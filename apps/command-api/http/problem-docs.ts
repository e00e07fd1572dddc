import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { PROBLEM_JSON } from '#libs/platform/problem.js';
import { GUARDED } from '#libs/tickets/ticket.js';

/** Each status in words, and the codes of problems that every command may meet before the rules are asked. */
const STATUSES: Readonly<Record<number, { readonly words: string; readonly common?: readonly string[] }>> = {
  400: {
    words: 'The request is not well-formed',
    common: ['body.malformed', 'parameter.invalid', 'role.missing', 'text.not-storable'],
  },
  401: { words: 'The access token of the installation is missing or wrong', common: ['token.required'] },
  403: { words: 'Not with this role, or from a web page', common: ['origin.not-allowed'] },
  404: { words: 'No such ticket' },
  405: { words: 'The address does not take this method', common: ['method.not-allowed'] },
  408: { words: 'The body took too long to arrive', common: ['request.timeout'] },
  409: { words: 'Not in the state the ticket is in' },
  413: { words: 'The body is larger than 64 KiB, or a photo than 10 MB', common: ['body.too-large'] },
  414: { words: 'A part of the address is too long', common: ['url.too-long'] },
  415: {
    words: 'The body is not JSON in UTF-8, or a photo no picture that is taken',
    common: ['media-type.unsupported'],
  },
  422: { words: 'The content is rejected', common: ['idempotency-key.reused'] },
  429: { words: 'Too many requests of one address: send it again after Retry-After seconds', common: ['rate.limited'] },
  500: { words: 'Something went wrong in the server', common: ['internal'] },
  503: { words: 'Busy: send it again after Retry-After seconds', common: ['busy'] },
};

const RETRY_AFTER = { 'Retry-After': { schema: { type: 'integer' as const }, description: 'Seconds' } };
const HEADERS: Readonly<Record<number, NonNullable<ApiResponseOptions['headers']>>> = {
  405: { Allow: { schema: { type: 'string' }, description: 'The methods that the address takes' } },
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

const detail = {
  type: 'object',
  required: ['code', 'detail'],
  properties: {
    pointer: { type: 'string' },
    parameter: { type: 'string' },
    code: { type: 'string' },
    detail: { type: 'string' },
  },
};
const change = {
  type: 'object',
  required: ['field', 'value', 'role', 'at'],
  properties: {
    field: { type: 'string', enum: GUARDED },
    value: { type: ['string', 'null'] },
    role: { type: 'string', enum: ['user', 'helpdesk', 'operator'] },
    at: { type: 'string', format: 'date-time' },
  },
};

/** RFC 9457, with the codes that this status comes with. */
function problemSchema(codes: readonly string[]): object {
  const conflict = {
    version: { type: 'integer', description: 'With version.conflict: the version to send next' },
    changes: {
      type: 'array',
      items: change,
      description: 'With version.conflict: what changed after the version sent',
    },
  };
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      code: { type: 'string', enum: codes },
      errors: { type: 'array', items: detail },
      ...(codes.includes('version.conflict') ? conflict : {}),
    },
  };
}

/** One response for each status, naming every code it may have. */
export function problemResponses(rejections: Readonly<Record<string, { readonly status: number }>>): MethodDecorator[] {
  const codes = new Map<number, string[]>();
  for (const [status, { common }] of Object.entries(STATUSES)) if (common) codes.set(Number(status), [...common]);
  for (const [code, { status }] of Object.entries(rejections)) {
    codes.set(status, [...(codes.get(status) ?? []), code]);
  }
  return [...codes].map(([status, named]) =>
    ApiResponse({
      status,
      description: `${STATUSES[status]?.words}: ${named.map((code) => `\`${code}\``).join(', ')}`,
      content: { [PROBLEM_JSON]: { schema: problemSchema(named) } },
      ...(HEADERS[status] && { headers: HEADERS[status] }),
    }),
  );
}
