import { Gap, MAX_UNITS, readWords } from './words.js';

function forms(text: string): string[] {
  const words = readWords(text);
  return Array.from({ length: words.count }, (_, i) =>
    String.fromCharCode(...words.letters.subarray(words.formStart[i], words.formEnd[i])),
  );
}

it.each([
  ['accents and case', 'Éclairage Straße', ['eclairage', 'strase']],
  ['doubled letters', 'adress addresss cofee coffee', ['adres', 'adres', 'cofe', 'cofe']],
  ['digits', 'room 214', ['rom', '000']],
  ['English endings', "can't I’ve won´t", ['cant', 'ive', 'wont']],
  ['French and Italian articles', "l'ascenseur dell’aula", ['l', 'ascenseur', 'del', 'aula']],
  ['decomposed accents', 'fene\u0302tre', ['fenetre']],
  ['other scripts', 'Лифт 电梯', ['лифт', '电梯']],
  ['nothing', ' ?! 😀 ', []],
])('folds %s', (_name, text, expected) => {
  expect(forms(text)).toEqual(expected);
});

it('tells what stands before a word', () => {
  expect([...readWords('one two, three. four').gapBefore.subarray(0, 4)]).toEqual([
    Gap.sentence,
    Gap.blank,
    Gap.clause,
    Gap.sentence,
  ]);
});

it('knows where words stand in the text', () => {
  const text = 'Die Tür klemmt!';
  const words = readWords(text);
  expect(text.slice(words.start[1], words.end[1])).toBe('Tür');
});

it('reads a long text up to its limit', () => {
  expect(readWords('ab '.repeat(MAX_UNITS)).count).toBeLessThanOrEqual(MAX_UNITS / 3 + 1);
});
