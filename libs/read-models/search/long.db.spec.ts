import { openedTicket, searchDatabase, type SearchDatabase } from '#support/search-database.js';
import { writeSearch } from './write-search.js';

let search: SearchDatabase;
beforeAll(async () => {
  search = await searchDatabase([]);
});
afterAll(() => search?.close());

/** 4,000 characters, in words that occur once, of letters that take four bytes. */
function text(n: number): string {
  const words = Array.from({ length: 500 }, (_, i) => (27 ** 6 + n * 500 + i).toString(27));
  return words.join(' ').replace(/\w/g, (digit) => String.fromCodePoint(0x1_0330 + parseInt(digit, 27)));
}

it('takes more different words under one ticket than PostgreSQL keeps, one by one and all at once', async () => {
  for (let n = 0; n < 80; n++) {
    const change = { ...openedTicket(1, text(n)), messages: [text(n + 100)] };
    await writeSearch(search.db, 'spec', [change]);
  }
  const texts = Array.from({ length: 80 }, (_, n) => text(n));
  await writeSearch(search.db, 'spec', [{ ...openedTicket(2, text(0)), messages: texts, replaced: texts }]);
  const { rows } = await search.db.query('select number, length(said) > 2000 as many from search order by number');
  expect(rows).toEqual([
    { number: 1, many: true },
    { number: 2, many: true },
  ]);
}, 60_000);
