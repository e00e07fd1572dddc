import fc from 'fast-check';
import { editDistance } from './edit-distance.js';

it.each([
  ['wifi', 'wifi', 0],
  ['wfii', 'wifi', 1],
  ['wif', 'wifi', 1],
  ['wiffi', 'wifi', 1],
  ['wigi', 'wifi', 1],
  ['pritner', 'printer', 1],
  ['prtiner', 'printer', 2],
  ['heatnig', 'heating', 1],
  ['haetnig', 'heating', 2],
  ['ca', 'abc', 3],
  ['', 'abc', 3],
])('%s and %s are %i apart', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
  expect(editDistance(other, one)).toBe(distance);
});

it('is at most one for a letter put in anywhere', () => {
  const word = fc.array(fc.constantFrom('a', 'b', 'é', '水', '💧'), { maxLength: 8 });
  fc.assert(
    fc.property(word, fc.nat(8), fc.constantFrom('a', '💧'), (letters, where, letter) => {
      const longer = [...letters.slice(0, where), letter, ...letters.slice(where)].join('');
      expect(editDistance(letters.join(''), longer)).toBe(1);
    }),
  );
});
