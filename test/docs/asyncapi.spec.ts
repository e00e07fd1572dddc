import { readFileSync, writeFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser, type AsyncAPIDocumentInterface } from '@asyncapi/parser';
import { projectPath } from '#libs/platform/project-root.js';
import { COMMAND_NAMES } from '#libs/tickets/commands.js';
import { EVENT_TYPES } from '#libs/tickets/events.js';
import { asyncApi } from './generate-asyncapi.js';

const source = projectPath('docs', 'asyncapi.yaml');
const generated = asyncApi();

// `npm run docs:events` writes what this spec otherwise only compares.
if (process.env['UPDATE_DOCS']) writeFileSync(source, generated);

describe('docs/asyncapi.yaml', () => {
  let document: AsyncAPIDocumentInterface;
  let complaints: string[];
  beforeAll(async () => {
    const parsed = await new Parser().parse(readFileSync(source, 'utf8'), { source });
    const grave = parsed.diagnostics.filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
    complaints = grave.map(({ code, message, path }) => `${code} at ${path.join('/')}: ${message}`);
    if (parsed.document) document = parsed.document;
  });

  it('says what the code says', () => {
    expect(readFileSync(source, 'utf8')).toBe(generated);
  });

  it('is a valid AsyncAPI 3 document', () => {
    expect(complaints).toEqual([]);
    expect(document.version()).toBe('3.0.0');
  });

  it('knows every event, with the schema that describes it', () => {
    const messages = document.channels().get('events')?.messages().all() ?? [];
    expect(messages.map((message) => message.id()).sort()).toEqual([...EVENT_TYPES].sort());
    const types = messages.map((message) => message.payload()?.json<{ properties: { type: { const: string } } }>());
    expect(types.map((schema) => schema?.properties.type.const)).toEqual(EVENT_TYPES.map((type) => `helpdesk.${type}`));
  });

  it.each(COMMAND_NAMES)('knows the command %s and its reply', (name) => {
    const channel = document
      .channels()
      .all()
      .find((each) => each.address() === `helpdesk.commands.${name}`);
    expect(
      channel
        ?.operations()
        .all()[0]
        ?.reply()
        ?.channel()
        ?.messages()
        .all()
        .map((message) => message.id()),
    ).toEqual(['Accepted', 'Refused']);
  });
});
