import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { commandAnswer, commandBodies, type CommandName, type Refusal } from '#libs/tickets/commands.js';
import { jsonSchema } from './json-schema.js';
import { problemResponses } from './problem-docs.js';

interface Docs {
  readonly summary: string;
  /** Status when it happens the first time. */
  readonly status: 200 | 201;
  readonly refusals: readonly Refusal[];
}

const COMMANDS: Readonly<Record<CommandName, Docs>> = {
  OpenTicket: {
    summary: 'Report a problem: open a ticket, perhaps one that follows another',
    status: 201,
    refusals: ['ticket.not-found', 'description.empty', 'description.too-long'],
  },
  ChangeDescription: {
    summary: 'Change the description of an open or active ticket',
    status: 200,
    refusals: ['ticket.not-found', 'ticket.closed', 'version.conflict', 'description.empty', 'description.too-long'],
  },
  PostMessage: {
    summary: 'Write under a ticket; the helpdesk also when it is closed',
    status: 201,
    refusals: ['ticket.not-found', 'ticket.closed', 'message.empty', 'message.too-long'],
  },
  ChangeStatus: {
    summary: 'Helpdesk: take an open ticket up, close an active one',
    status: 200,
    refusals: ['role.not-allowed', 'ticket.not-found', 'status.not-allowed', 'version.conflict'],
  },
  ChangeCategory: {
    summary: 'Helpdesk: correct the category, or confirm it by sending the same',
    status: 200,
    refusals: ['role.not-allowed', 'ticket.not-found', 'ticket.closed', 'version.conflict', 'category.unknown'],
  },
  AddMeToo: {
    summary: 'Say that one has the same problem; once for each browser',
    status: 201,
    refusals: ['ticket.not-found', 'ticket.closed'],
  },
};

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
    description: 'A repeat with the same key and content gets the first answer, for ever; with other content 422',
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
export function ApiCommand(name: CommandName): MethodDecorator {
  const { summary, status, refusals } = COMMANDS[name];
  const content = { 'application/json': { schema: jsonSchema(commandAnswer, 'output') } };
  return applyDecorators(
    ApiOperation({ operationId: name.charAt(0).toLowerCase() + name.slice(1), summary }),
    ...HEADERS.map((header) => ApiHeader(header as Parameters<typeof ApiHeader>[0])),
    ...(name === 'OpenTicket'
      ? []
      : [
          ApiParam({
            name: 'id',
            description: 'UUID or number of the ticket',
            schema: { type: 'string', pattern: '^([1-9][0-9]{0,8}|[0-9a-fA-F-]{36})$' },
          }),
        ]),
    ApiBody({ required: name !== 'AddMeToo', schema: jsonSchema(commandBodies[name], 'input') }),
    ApiResponse({
      status: 200,
      description: status === 200 ? 'Done, or already so' : 'Already so: nothing happened',
      content,
    }),
    ...(status === 201 ? [ApiResponse({ status: 201, description: 'Done', content })] : []),
    ...problemResponses(refusals),
  );
}
