import { beginningsQuery, typedWords } from './queries/search.js';
import { distinctWords } from './words.js';

it.each([
  ['The Wi-Fi, the WIFI!', ['the', 'wi', 'fi', 'wifi']],
  ['Perché la città è fredda?', ['perche', 'la', 'citta', 'e', 'fredda']],
  ['Straße Ⅳ room 2.14', ['straße', 'iv', 'room', '2', '14']],
  ['مشكلة في الطابعة', ['مشكلة', 'في', 'الطابعة']],
  ['💧💧 ...', []],
  ['a'.repeat(100), ['a'.repeat(40)]],
  ['', []],
])('reads %j as %j', (text, words) => {
  expect(distinctWords(text)).toEqual(words);
});

it('asks for every word as a beginning, nothing for signs, and never breaks the query', () => {
  expect(beginningsQuery(typedWords('Print roo'))).toBe("'print':* & 'roo':*");
  expect(beginningsQuery(typedWords("it's | ! :* \\ &"))).toBe("'it':* & 's':*");
  expect(typedWords('?!')).toEqual([]);
  expect(typedWords('a b c d e f g h i j')).toHaveLength(8);
});
