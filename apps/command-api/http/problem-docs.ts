import { ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { PROBLEM_JSON } from '#libs/platform/problem.js';
import { GUARDED } from '#libs/tickets/ticket.js';

/** Problems that every command may meet before the rules are asked. */
const COMMON: Readonly<Record<number, readonly string[]>> = {
  400: ['body.malformed', 'parameter.invalid', 'role.missing', 'text.not-storable'],
  401: ['token.required'],
  403: ['origin.not-allowed'],
  405: ['method.not-allowed'],
  408: ['request.timeout'],
  413: ['body.too-large'],
  414: ['url.too-long'],
  415: ['media-type.unsupported'],
  422: ['idempotency-key.reused'],
  429: ['rate.limited'],
  500: ['internal'],
  503: ['busy'],
};
const WORDS: Readonly<Record<number, string>> = {
  400: 'The request is not well-formed',
  401: 'The access token of the installation is missing or wrong',
  403: 'Not with this role, or from a web page',
  404: 'No such ticket',
  409: 'Not in the state the ticket is in',
  405: 'The address does not take this method',
  408: 'The body took too long to arrive',
  413: 'The body is larger than 64 KiB, or a photo than 10 MB',
  414: 'A part of the address is too long',
  415: 'The body is not JSON in UTF-8, or a photo no picture that is taken',
  422: 'The content is rejected',
  429: 'Too many requests of one address: send it again after Retry-After seconds',
  500: 'Something went wrong in the server',
  503: 'Busy: send it again after Retry-After seconds',
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
  const codes = new Map(Object.entries(COMMON).map(([status, common]) => [Number(status), [...common]]));
  for (const [code, { status }] of Object.entries(rejections)) {
    codes.set(status, [...(codes.get(status) ?? []), code]);
  }
  return [...codes].map(([status, named]) =>
    ApiResponse({
      status,
      description: `${WORDS[status]}: ${named.map((code) => `\`${code}\``).join(', ')}`,
      content: { [PROBLEM_JSON]: { schema: problemSchema(named) } },
      ...(HEADERS[status] && { headers: HEADERS[status] }),
    }),
  );
}
