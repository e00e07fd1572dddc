import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEM_JSON } from '#libs/platform/problem.js';
import { ReadYourWritesInterceptor } from './read-your-writes.interceptor.js';

interface Docs {
  readonly id: string;
  readonly summary: string;
  readonly query: z.ZodType;
  readonly response: z.ZodType | 'application/x-ndjson' | 'text/csv';
  /** The route takes `:id`. */
  readonly byId?: boolean;
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'The request is not well-formed: `parameter.invalid`, `role.missing`',
  403: 'Not with this role: `role.not-allowed`',
  404: 'No such ticket, or one that this role may not see: `ticket.not-found`',
  405: 'This address only answers GET and HEAD: `method.not-allowed`',
  414: 'A part of the address is too long: `url.too-long`',
  429: 'Too many requests: wait as Retry-After says: `rate.limited`',
  500: 'Something went wrong in the server: `internal`',
  503: 'Too much at once, or the database is away: wait as Retry-After says: `busy`',
};

/** What every route for reading has: `Helpdesk-Wait-For`, and documentation made of the schemas that check its parameters. */
export function documentRead({ id, summary, query, response, byId }: Docs): MethodDecorator {
  const media = typeof response === 'string' ? response : 'application/json';
  const schema = typeof response === 'string' ? { type: 'string' } : jsonSchema(response, 'output');
  const statuses = [400, 403, ...(byId ? [404] : []), 405, 414, 429, 500, 503];
  return applyDecorators(
    UseInterceptors(ReadYourWritesInterceptor),
    ApiOperation({ operationId: id, summary }),
    ApiHeader({
      name: 'Helpdesk-Role',
      description: 'Who asks; default the cookie `role`',
      required: false,
      schema: { type: 'string', enum: ['user', 'helpdesk'] },
    }),
    ApiHeader({
      name: 'Helpdesk-Wait-For',
      description: 'Wait until this position can be read, 800 ms at most',
      required: false,
      schema: { type: 'integer', minimum: 0 },
    }),
    ...(byId
      ? [
          ApiParam({
            name: 'id',
            description: 'UUID or number of the ticket',
            schema: { type: 'string', pattern: '^([1-9][0-9]{0,8}|[0-9a-fA-F-]{36})$' },
          }),
        ]
      : []),
    ...queryDocs(query),
    ApiResponse({
      status: 200,
      description: 'The answer',
      content: { [media]: { schema: schema as object } },
      headers: {
        'Helpdesk-As-Of': {
          schema: { type: 'integer' },
          description: 'The answer speaks of this position of the log or, where it has no `asOf`, of a later one',
        },
      },
    }),
    ...statuses.map((status) =>
      ApiResponse({ status, description: WORDS[status] as string, content: { [PROBLEM_JSON]: { schema: PROBLEM } } }),
    ),
  );
}

interface ObjectSchema {
  properties?: Record<string, object & { description?: string }>;
  required?: string[];
}

function queryDocs(query: z.ZodType): MethodDecorator[] {
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as ObjectSchema;
  return Object.entries(properties).map(([name, { description, ...schema }]) =>
    ApiQuery({ name, schema, required: required.includes(name), ...(description && { description }) }),
  );
}

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    // A number in an address is text that is read as one.
    override: ({ jsonSchema }) => void (jsonSchema.type === 'integer' && delete jsonSchema.pattern),
  });
  return rest;
}

const text = { type: 'string' };
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    errors: { type: 'array', items: { type: 'object', properties: { parameter: text, code: text, detail: text } } },
  },
};
