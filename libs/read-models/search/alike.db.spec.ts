import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { projectPath } from '#libs/platform/project-root.js';
import { compare } from './alike.js';
import { searchDatabase, type SearchDatabase } from '#support/search-database.js';

/** What somebody is about to report, an open ticket, and whether the two are the same problem: frozen before the look-alikes were tuned. */
const PAIRS = JSON.parse(
  readFileSync(projectPath('libs/read-models/search/data/alike-pairs.json'), 'utf8'),
) as readonly (readonly [reported: string, open: string, same: boolean])[];
let search: SearchDatabase;
beforeAll(async () => {
  search = await searchDatabase(PAIRS.map(([, open]) => open));
});
afterAll(() => search?.close());

async function offers(db: pg.Client, reported: string, number: number, open: string): Promise<boolean> {
  const { numbers, likeness } = await compare(db, reported);
  return numbers.includes(number) && likeness(open) > 0;
}

it('offers the same problem, and seldom another one', async () => {
  let [right, wrong, missed] = [0, 0, 0];
  for (const [i, [reported, open, same]] of PAIRS.entries()) {
    const offered = await offers(search.db, reported, i + 1, open);
    if (offered && same) right++;
    else if (offered) wrong++;
    else if (same) missed++;
  }
  expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.95);
  expect(right / (right + missed)).toBeGreaterThanOrEqual(0.9);
});
