import { exactQuery, MOST_WORDS, parseQuery, queryOf } from './query.js';

it.each([
  ['615', 615],
  ['#615', 615],
  [' # 615 ', 615],
  ['ticket 615', 615],
  ['Ticket #615', 615],
  ['segnalazione 615', 615],
  ['https://help.example.edu/tickets/615', 615],
  ['help.example.edu/tickets/615?at=now#m-3', 615],
  ['/tickets/615', 615],
  ['615 chairs', undefined],
  ['room 615', undefined],
  ['0615', undefined],
  ['9999999999', undefined],
  ['https://help.example.edu/tickets/new', undefined],
])('%j means the ticket %j', (typed, number) => {
  expect(parseQuery(typed).number).toBe(number);
});

it.each([
  ['wifi library', ['wifi', 'library']],
  ['"main hall" cold', ['main hall', 'cold']],
  ['“main hall', ['main hall']],
  ['a,b;c', ['a', 'b', 'c']],
  ['wi-fi', ['wi-fi']],
  ['-', []],
  ['""', []],
  ['?!', []],
])('%j is looked for as %j', (typed, words) => {
  expect(parseQuery(typed).terms.map((term) => term.typed)).toEqual(words);
});

it('counts words up to a bound, and names those beyond', () => {
  const words = Array.from({ length: MOST_WORDS + 2 }, (_, i) => `word${i}`);
  const { terms, ignored } = parseQuery(words.join(' '));
  expect(terms).toHaveLength(MOST_WORDS);
  expect(ignored).toEqual(['word16', 'word17']);
});

it('says again what was typed, and what finds just that', () => {
  const { terms } = parseQuery('wfi -"main hall" library');
  expect(queryOf(terms)).toBe('wfi -"main hall" library');
  expect(exactQuery(terms)).toBe('"wfi" -"main hall" "library"');
});
