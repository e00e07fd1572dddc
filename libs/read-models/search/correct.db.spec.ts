import { openedTicket, searchDatabase, type SearchDatabase } from '#support/search-database.js';
import { resolveSearch } from './correct.js';
import { findNumbers } from './find.js';
import { queryOf } from './query.js';
import type { Audience } from './vocabulary.js';
import { writeSearch } from './write-search.js';

let search: SearchDatabase;
const TEXTS = [
  'The wifi of the library is slow',
  'No wifi in room b12, printing works',
  'The projector of hall 2 is dark, the heating too',
  'heated discussion about heating',
  'the wfi is off',
  'the libary is closed',
  ...Array.from({ length: 60 }, () => 'the canteen is full'),
  'the cantene is empty',
];

beforeAll(async () => {
  search = await searchDatabase(TEXTS);
});
afterAll(() => search?.close());

async function searched(q: string, audience: Audience = 'tickets'): Promise<[string, number[]]> {
  const resolved = await resolveSearch(search.db, q, audience);
  return [queryOf(resolved.search.terms), await findNumbers(search.db, resolved.search, 5)];
}

it.each([
  ['wifo', 'wifi', [2, 1]],
  ['xifi', 'wifi', [2, 1]],
  ['WIFFI', 'wifi', [2, 1]],
  ['projecor', 'projector', [3]],
  ['porjcetor', 'projector', [3]],
  ['rpojector', 'projector', [3]],
  ['haeting', 'heating', [4, 3]],
  ['library slwo', 'library slow', [1]],
  ['wfi libary', 'wifi library', [1]],
  ['wifi lirbary', 'wifi library', [1]],
])('takes %j for %j', async (typed, meant, numbers) => {
  expect(await searched(typed)).toEqual([meant, numbers]);
});

it.each([
  ['what is found', 'wifi', [2, 1]],
  ['a word with a digit', 'b122', []],
  ['two mistakes in a short word', 'wxfx', []],
  ['three mistakes', 'pxojxctxr', []],
  ['very short words', 'nx', []],
  ['what is in quotation marks', '"wifo"', []],
  ['words that must not occur', 'wifi -lirbary', [2, 1]],
])('leaves %s as it is', async (_what, typed, numbers) => {
  expect(await searched(typed)).toEqual([typed, numbers]);
});

it('adds what was probably meant to a word that hardly anybody wrote so', async () => {
  const { corrected } = await resolveSearch(search.db, 'cantene', 'tickets');
  expect(corrected).toMatchObject({ words: [{ typed: 'cantene', meant: 'canteen' }], also: true });
  expect((await searched('cantene'))[1][0]).toBe(TEXTS.length);
});

it('tells who may not see closed tickets nothing of their words', async () => {
  const closed = Array.from({ length: 6 }, (_, i) => openedTicket(100 + i, 'a secret rendezvous of the wiki', false));
  await writeSearch(search.db, 'spec', closed, 200);
  expect(await searched('wiki', 'open')).toEqual(['wifi', [2, 1]]);
  expect(await searched('rendezvos', 'open')).toEqual(['rendezvos', []]);
  expect((await searched('rendezvos'))[0]).toBe('rendezvous');
  // As if nobody had ever written it.
  expect(await searched('rendezvous', 'open')).toEqual(['rendezvous', []]);
});
