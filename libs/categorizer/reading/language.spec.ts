import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../languages.js';
import { MODEL_PATH, projectRoot } from '../load-model.js';
import { decodeModel } from '../model/model-file.js';
import { readText } from './read-text.js';
import { Vocabulary } from './vocabulary.js';

const { knowledge, turn } = decodeModel(readFileSync(join(projectRoot(), MODEL_PATH)));
const vocabulary = new Vocabulary(knowledge, turn);

it.each([
  ['en', 'The door of the seminar room does not close any more'],
  ['it', "La porta dell'aula non si chiude più"],
  ['de', 'Die Tür vom Seminarraum geht nicht mehr zu'],
  ['es', 'La puerta del aula ya no cierra'],
  ['fr', 'La porte de la salle ne ferme plus'],
  ['en', ''],
])('%s: %s', (language, text) => {
  expect(LANGUAGES[readText(vocabulary, text).language]).toBe(language);
});
