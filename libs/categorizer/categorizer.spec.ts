import { loadCategorizer } from './load-model.js';

const categorizer = loadCategorizer();

describe('what has to be fixed decides, not the words around it', () => {
  it.each([
    ['bug in the ordering page', 'technical-it'],
    ['bug in my salad', 'services-complaints'],
    ['the thing at the ceiling keeps dripping on my desk', 'facility-management'],
  ])('%s: %s', (text, category) => {
    expect(categorizer.classify(text).category).toBe(category);
  });
});
