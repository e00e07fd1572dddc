import { openedTicket, postedTo, searchDatabase, type SearchDatabase } from '#support/search-database.js';
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
  await writeSearch(search.db, 'spec', [openedTicket(1, text(0))], 1);
  for (let n = 0; n < 160; n++) await writeSearch(search.db, 'spec', [postedTo(1, [text(n)])], 1);
  const texts = Array.from({ length: 160 }, (_, n) => text(n));
  const changed = texts.map((description) => ({ type: 'DescriptionChanged', position: 1, data: { description } }));
  const opened = openedTicket(2, text(0), true, texts);
  await writeSearch(search.db, 'spec', [{ ...opened, events: [...opened.events, ...changed] }], 1);
  const { rows } = await search.db.query('select number, length(words) > 2000 as many from search order by number');
  expect(rows).toEqual([
    { number: 1, many: true },
    { number: 2, many: true },
  ]);
}, 60_000);
