import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { commandAnswer, definitionOf, rejectionsOf, type CommandName } from '#libs/tickets/commands.js';
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

/** The documentation of a command, made of the schemas that validate it. */
export function documentCommand(name: CommandName): MethodDecorator {
  const { summary, status, path, body } = definitionOf(name);
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
    ApiBody({ required: Object.keys(body.shape).length > 0, schema: jsonSchema(body, 'input') }),
    ApiResponse({
      status: 200,
      description: status === 200 ? 'Done, or already so' : 'Already so: nothing happened',
      content,
    }),
    ...(status === 201 ? [ApiResponse({ status: 201, description: 'Done', content })] : []),
    ...problemResponses(rejectionsOf(name)),
  );
}
