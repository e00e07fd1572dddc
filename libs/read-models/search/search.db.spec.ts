import { readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';
import { searchDatabase, type SearchDatabase } from '#support/search-database.js';
import { findNumbers } from './find.js';
import { parseQuery } from './query.js';
import { prepareSearch } from './vocabulary.js';

/** By kind: a text, what somebody types, and whether it finds the text. */
const EXAMPLES = JSON.parse(
  readFileSync(projectPath('libs/read-models/search/data/examples.json'), 'utf8'),
) as Readonly<Record<string, readonly (readonly [text: string, typed: string, found: boolean])[]>>;
const examples = Object.entries(EXAMPLES).flatMap(([kind, rows]) => rows.map((row) => [kind, ...row] as const));
let search: SearchDatabase;

beforeAll(async () => {
  search = await searchDatabase(examples.map(([, text]) => text));
});
afterAll(() => search?.close());

it.each(examples.map((row, i) => [...row, i + 1] as const))(
  '%s: %j, typed %j, is found: %j',
  async (_kind, _text, typed, found, number) => {
    for (const audience of ['tickets', 'open'] as const) {
      const prepared = await prepareSearch(search.db, parseQuery(typed).terms, audience);
      const numbers = await findNumbers(search.db, prepared, 1000);
      expect(numbers.includes(number)).toBe(found);
    }
  },
);
