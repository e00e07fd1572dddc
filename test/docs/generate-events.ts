import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#libs/platform/project-root.js';
import { toCloudEvent, type CloudEvent } from '#libs/tickets/cloud-event.js';
import { commandAnswer, definitionOf, COMMAND_NAMES, NAME_LIMIT, ticketRef } from '#libs/tickets/commands.js';
import { EVENT_TYPES, eventSchemas, ROLES, SCHEMA_VERSIONS, type EventType } from '#libs/tickets/events.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { fromStored } from '#libs/tickets/stored-events.js';
import { envelopeWords, eventWords } from './event-words.js';

/** Id of the log in the examples. */
const LOG_ID = '01936a2e-0000-7000-8000-000000000000';

/** Draft 7 is what AsyncAPI speaks. Events may get more attributes, so readers must not refuse them: `input`. */
const jsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    // Where a format says it all, its regular expression only hides it.
    override: ({ jsonSchema }) => void (jsonSchema.format && delete jsonSchema.pattern),
  });

/** Every file of docs/events by its name, as it has to be. */
export function eventDocs(): ReadonlyMap<string, string> {
  const files = new Map<string, string>([['README.md', readme()]]);
  for (const type of EVENT_TYPES) {
    files.set(schemaFile(type), json(eventSchema(type)));
    files.set(`${type}.example.json`, json(example(type)));
  }
  for (const name of COMMAND_NAMES) files.set(`${name}.command.schema.json`, json(commandSchema(name)));
  files.set('Answer.schema.json', json(jsonSchema(commandAnswer)));
  return files;
}

export const schemaFile = (type: EventType) => `${type}.v${SCHEMA_VERSIONS[type]}.schema.json`;

/** JSON Schema of the whole CloudEvent of a type, at the version written today. */
export function eventSchema(type: EventType) {
  const { says, fields } = eventWords[type];
  const data = z.object(describedShape(type, fields));
  return jsonSchema(
    z
      .object({ ...envelope(type), data: data.describe(envelopeWords.data) })
      .meta({ title: `${type}, version ${SCHEMA_VERSIONS[type]}`, description: says }),
  );
}

function describedShape(type: EventType, words: Readonly<Record<string, string>>): z.ZodRawShape {
  const shape: Readonly<Record<string, z.ZodType>> = eventSchemas[type].shape;
  return Object.fromEntries(
    Object.entries(shape).map(([field, schema]) => {
      const sentence = words[field];
      if (!sentence) throw new Error(`test/docs/event-words.ts says nothing of ${type}.${field}`);
      return [field, schema.describe(sentence)];
    }),
  );
}

function envelope(type: EventType): z.ZodRawShape {
  const decimal = z.string().regex(/^[1-9]\d*$/);
  const digest = z.string().regex(/^[\da-f]{64}$/);
  const attributes: Record<Exclude<keyof CloudEvent, 'data'>, z.ZodType> = {
    specversion: z.literal('1.0'),
    id: z.uuid(),
    source: z.string(),
    type: z.literal(`helpdesk.${type}`),
    subject: z.uuid(),
    time: z.iso.datetime({ precision: 3 }),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    position: decimal,
    streamversion: decimal,
    // A newer version only adds optional members: its schema takes events of the older ones too.
    schemaversion: SCHEMA_VERSIONS[type] === 1 ? z.literal('1') : z.enum(versionsUpTo(SCHEMA_VERSIONS[type])),
    logid: z.uuid(),
    hash: digest,
    role: z.enum(ROLES),
    commandid: z.string(),
    correlationid: z.string(),
    traceparent: z.string().optional(),
    tracestate: z.string().max(512).optional(),
    name: z.string().optional(),
    browser: digest.optional(),
  };
  return Object.fromEntries(
    Object.entries(attributes).map(([name, schema]) => [
      name,
      schema.describe(envelopeWords[name as keyof typeof attributes]),
    ]),
  );
}

const versionsUpTo = (newest: number) => Array.from({ length: newest }, (_, index) => String(index + 1));

function commandSchema(name: (typeof COMMAND_NAMES)[number]) {
  const opens = definitionOf(name).path === '';
  const more = {
    ...(opens ? {} : { ticket: ticketRef }),
    role: z.enum(['user', 'helpdesk']).describe('Who asks'),
    key: z.string().min(1).max(200).optional().describe('Idempotency key: a repeat gets the stored answer'),
    name: z.string().max(NAME_LIMIT).optional().describe('Name to show beside what is written'),
  };
  return jsonSchema(z.strictObject({ ...definitionOf(name).body.shape, ...more }).meta({ title: name }));
}

/** A real event of the type: what test/events keeps of it, as it is published. */
export function example(type: EventType): CloudEvent {
  const file = projectPath('test', 'events', `${type}.v${SCHEMA_VERSIONS[type]}.json`);
  const { stored } = JSON.parse(readFileSync(file, 'utf8')) as { stored: StoredEvent & { hash: string } };
  const event = fromStored({ ...stored, recordedAt: new Date(stored.recordedAt) });
  return toCloudEvent(event, { logId: LOG_ID, hash: stored.hash });
}

function readme(): string {
  const attributes = Object.entries(envelopeWords).map(([name, words]) => `| \`${name}\` | ${words} |`);
  const events = EVENT_TYPES.map((type) => {
    const { says, fields } = eventWords[type];
    const rows = Object.entries(fields).map(([field, words]) => `| \`${field}\` | ${words} |`);
    const links = `[schema](${schemaFile(type)}) · [example](${type}.example.json)`;
    const table = rows.length > 0 ? ['', '| field of `data` | |', '| --- | --- |', ...rows] : [];
    return [`### ${type}`, '', `${says} ${links}`, ...table].join('\n');
  });
  return [
    readFileSync(projectPath('test', 'docs', 'events-preface.md'), 'utf8').trim(),
    '## Attributes of every event',
    ['| attribute | |', '| --- | --- |', ...attributes].join('\n'),
    '## Events',
    ...events,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
