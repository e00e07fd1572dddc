import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { PHOTO_PROBLEMS } from '#libs/photos/problems.js';
import { commandAnswer, definitionOf, rejectionsOf } from '#libs/tickets/commands.js';
import { membersInPath, type HttpRoute } from '#libs/tickets/http-routes.js';
import { jsonSchema } from './json-schema.js';
import { problemResponses } from './problem-docs.js';

const printable = { type: 'string', minLength: 1, maxLength: 200, pattern: '^[ -~]+$' } as const;
const HEADERS = [
  {
    name: 'Helpdesk-Role',
    required: true,
    schema: { type: 'string', enum: ['user', 'helpdesk'] },
    description: 'Who acts',
  },
  {
    name: 'Idempotency-Key',
    required: false,
    schema: printable,
    description: 'A repeat with the same key and content gets the first response, for ever; with other content 422',
  },
  {
    name: 'Helpdesk-Name',
    required: false,
    schema: { type: 'string' },
    description: 'How the sender wants to be called: up to 40 characters, percent-encoded UTF-8 (RFC 8187)',
  },
  {
    name: 'Helpdesk-Browser',
    required: false,
    schema: printable,
    description: 'Random id of the browser; only its hash together with the ticket is kept',
  },
  {
    name: 'traceparent',
    required: false,
    schema: { type: 'string' },
    description: 'W3C trace context: its trace id becomes the correlation id',
  },
] as const;

/** The documentation of a route, made of the schemas that validate it. */
export function documentRoute({ names, body }: HttpRoute): MethodDecorator {
  const [name] = names;
  const { status, path } = definitionOf(name);
  const summary = names.map((one) => definitionOf(one).summary).join('; ');
  const content = { 'application/json': { schema: jsonSchema(commandAnswer, 'output') } };
  const id = {
    name: 'id',
    description: 'UUID or number of the ticket',
    schema: { type: 'string', pattern: '^([1-9][0-9]{0,8}|[0-9a-fA-F-]{36})$' },
  } as const;
  return applyDecorators(
    ApiOperation({ operationId: name.charAt(0).toLowerCase() + name.slice(1), summary }),
    ...HEADERS.map((header) => ApiHeader(header as Parameters<typeof ApiHeader>[0])),
    ...(path === '' ? [] : [ApiParam(id)]),
    ...membersInPath(name).map((member) =>
      ApiParam({
        name: member,
        schema: jsonSchema(definitionOf(name).body.shape[member] as z.ZodType, 'input') as object,
      }),
    ),
    ApiBody({ required: !body.safeParse({}).success, schema: jsonSchema(body, 'input') }),
    ApiResponse({
      status: 200,
      description: status === 200 ? 'Done, or already so' : 'Already so: nothing happened',
      content,
    }),
    ...(status === 201 ? [ApiResponse({ status: 201, description: 'Done', content })] : []),
    ...problemResponses({
      ...(Object.assign({}, ...names.map(rejectionsOf)) as ReturnType<typeof rejectionsOf>),
      ...(definitionOf(name).photos && PHOTO_PROBLEMS),
    }),
  );
}
