import fc from 'fast-check';
import { openedTicket, postedTo, searchDatabase, type SearchDatabase } from '#support/search-database.js';
import { resolveSearch } from './correct.js';
import { findNumbers } from './find.js';
import { writeSearch } from './write-search.js';

let search: SearchDatabase;
beforeAll(async () => {
  search = await searchDatabase([]);
});
afterAll(() => search?.close());

const word = fc.oneof(
  fc.stringMatching(/^[a-z]{1,9}$/),
  fc.stringMatching(/^[äöüßéèñçøłı]{2,6}$/),
  fc.stringMatching(/^[A-Z]-\d{1,3}$/),
  fc.stringMatching(/^[网络图书馆坏]{1,4}$/),
  fc.constantFrom('C++', 'can’t', 'Wi-Fi', 'straße', 'cœur'),
);
const text = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));

it('finds a ticket by any word of what is written under it, alone and with another', async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(text, text, async (description, message) => {
      number++;
      await writeSearch(search.db, 'spec', [openedTicket(number, description)], number);
      await writeSearch(search.db, 'spec', [postedTo(number, [message])], number);
      const words = `${description} ${message}`.split(' ');
      for (const q of [...words, `${words[0]} ${words.at(-1)}`, `"${description}"`]) {
        const resolved = await resolveSearch(search.db, q, 'open');
        expect([q, await findNumbers(search.db, resolved.search, 5, { numbers: [number] })]).toEqual([q, [number]]);
      }
    }),
    { numRuns: 40 },
  );
});

it('shows nothing of a ticket that is closed, nor takes a word for one of its', async () => {
  let number = 10_000;
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^q[a-z]{6,9}x$/), async (secret) => {
      number++;
      await writeSearch(search.db, 'spec', [openedTicket(number, secret)], number);
      await writeSearch(search.db, 'spec', [postedTo(number, [], false)], number);
      for (const q of [secret, secret.slice(0, 5), `${secret.slice(0, 3)}z${secret.slice(4)}`]) {
        const { search: resolved, corrected } = await resolveSearch(search.db, q, 'open');
        expect(await findNumbers(search.db, resolved, 50)).not.toContain(number);
        expect(corrected?.words.map(({ meant }) => meant) ?? []).not.toContain(secret);
      }
      const { rows } = await search.db.query('select word from vocabulary where word = $1 and open > 0', [secret]);
      expect(rows).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
