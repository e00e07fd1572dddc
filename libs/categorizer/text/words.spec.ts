import { cutWords, foldWord, Gap } from './words.js';

const forms = (text: string) => cutWords(text).map(({ start, end }) => foldWord(text.slice(start, end)));

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

it('knows what stands before a word', () => {
  const gaps = cutWords('one two, three. four').map(({ gapBefore }) => gapBefore);
  expect(gaps).toEqual([Gap.sentence, Gap.blank, Gap.clause, Gap.sentence]);
});

it('knows where words are in the text', () => {
  const text = 'Die Tür klemmt!';
  expect(cutWords(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Die', 'Tür', 'klemmt']);
});

it('reads a long text up to 8,000 units', () => {
  expect(cutWords('ab '.repeat(4000))).toHaveLength(2667);
});
