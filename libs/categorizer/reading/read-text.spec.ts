import { readFileSync } from 'node:fs';
import { MODEL_FILE } from '../load-model.js';
import { decodeModel } from '../model/model-file.js';
import { LANGUAGES } from './knowledge.js';
import { readText } from './read-text.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(decodeModel(readFileSync(MODEL_FILE)).knowledge);

it.each([
  ['en', 'The door of the seminar room does not close any more'],
  ['it', "La porta dell'aula non si chiude più"],
  ['de', 'Die Tür vom Seminarraum geht nicht mehr zu'],
  ['es', 'La puerta del aula ya no cierra'],
  ['fr', 'La porte de la salle ne ferme plus'],
  ['en', ''],
])('knows the language (%s) of "%s"', (language, text) => {
  expect(LANGUAGES[readText(vocabulary, text).language]).toBe(language);
});

it.each([
  ['a letter too few', 'my pasword', 'pasword', 'password'],
  ['a letter too many', 'the lecturer is absentt and the cantween is closed', 'cantween', 'canteen'],
  ['two letters swapped', 'the raditaor in the office is cold', 'raditaor', 'radiator'],
  ['another letter', 'the elevater is stuck', 'elevater', 'elevator'],
])('takes a word with %s for the one that was meant', (_name, text, written, meant) => {
  const { words, senses } = readText(vocabulary, text);
  const at = words.findIndex(({ start, end }) => text.slice(start, end) === written);
  expect(senses[at]?.form).toBe(meant.replace(/(.)\1/g, '$1'));
});

it('understands a German compound by its ending, which names the thing', () => {
  const concepts = (text: string) => readText(vocabulary, text).senses.at(-1)?.concepts;
  expect(concepts('Im Labor wackelt ein Drehstuhl')).toEqual(concepts('Im Labor wackelt ein Stuhl'));
});

it('knows a pair of words whose second one is inflected', () => {
  const first = (text: string) => readText(vocabulary, text).concepts[0];
  expect(first('bed bugs')).toEqual(first('bed bug'));
  expect(first('bed bugs')).not.toEqual(first('bed linen'));
});

it('begins the last clause after a mark or a word that turns the sentence', () => {
  const last = (text: string) => {
    const { words, lastClause } = readText(vocabulary, text);
    return text.slice(words[lastClause]?.start);
  };
  expect(last('The printer is fine, the ceiling above it drips')).toBe('the ceiling above it drips');
  expect(last('The printer is fine but the ceiling above it drips')).toBe('but the ceiling above it drips');
});
