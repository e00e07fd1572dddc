import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#libs/platform/project-root.js';
import { EVENT_TYPES, eventSchemas } from '#libs/tickets/events.js';
import { example, eventDocs, schemaFile } from './generate-events.js';

const folder = (...names: string[]) => projectPath('docs', 'events', ...names);
const read = (name: string) => readFileSync(folder(name), 'utf8');
const docs = eventDocs();

// `npm run docs:events` writes what this spec otherwise only compares.
if (process.env['UPDATE_DOCS']) for (const [name, text] of docs) writeFileSync(folder(name), text);

describe('docs/events', () => {
  it.each([...docs.keys()])('%s says what the code says', (name) => {
    expect(read(name)).toBe(docs.get(name));
  });

  it('keeps the schemas of older versions and nothing else', () => {
    const others = readdirSync(folder()).filter((name) => !docs.has(name));
    expect(others.filter((name) => !/^[A-Z]\w+\.v\d+\.schema\.json$/.test(name))).toEqual([]);
  });

  it.each(EVENT_TYPES)('tells of %s and each of its fields', (type) => {
    const section = read('README.md').split(`### ${type}\n`)[1]?.split('### ')[0] ?? '';
    const fields = Object.keys(eventSchemas[type].shape);
    expect(fields.filter((field) => !section.includes(`| \`${field}\` |`))).toEqual([]);
    expect(section).toContain(`(${schemaFile(type)})`);
  });

  it.each(EVENT_TYPES)('has an example of %s that its schema accepts', (type) => {
    const schema = z.fromJSONSchema(JSON.parse(read(schemaFile(type))) as z.core.JSONSchema.JSONSchema);
    const published = JSON.parse(read(`${type}.example.json`)) as object;
    expect(published).toEqual(example(type));
    expect(schema.parse(published)).toEqual(published);
    expect(schema.safeParse({ ...published, data: { wrong: true } }).success).toBe(
      ['MeTooAdded', 'DuplicateUnmarked'].includes(type),
    );
    expect(schema.safeParse({ ...published, position: 1 }).success).toBe(false);
  });
});
