import { CATEGORIES } from './categorizer.js';
import { loadCategorizer } from './load-model.js';

const categorizer = loadCategorizer();

describe('what has to be fixed decides, not the words around it', () => {
  it.each([
    ['bug in the ordering page', 'technical-it'],
    ['bug in my salad', 'services-complaints'],
    ['bugs in my room', 'facility-management'],
    ['the thing at the ceiling keeps dripping on my desk', 'facility-management'],
    ['The lift is stuck between two floors', 'facility-management'],
    ['my pasword dosnt wrok anymor', 'technical-it'],
    ['In mensa ho trovato un capello nella minestra', 'services-complaints'],
    ['Der Beamer im Hörsaal zeigt kein Bild', 'technical-it'],
    ['No hay agua caliente en las duchas', 'facility-management'],
    ["La dame du guichet m'a crié dessus", 'services-complaints'],
  ])('%s: %s', (text, category) => {
    expect(categorizer.classify(text).category).toBe(category);
  });
});

describe('whatever the text', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['one letter', 'x'],
    ['marks only', '?!... --- ***'],
    ['emoji only', '😀🔥🚽'],
    ['half an emoji', '\ud83d lift \ude00'],
    ['Cyrillic', 'Лифт застрял между этажами'],
    ['Chinese', '电梯卡住了'],
    ['Arabic', 'المصعد عالق'],
    ['decomposed accents', 'fene\u0302tre casse\u0301e'],
    ['4,000 characters', 'The radiator in room 12 leaks. '.repeat(130).slice(0, 4000)],
    ['4,000 letters without a blank', 'a'.repeat(4000)],
    ['4,000 emoji', '🔥'.repeat(4000)],
    ['a control character', 'lift\u0000 stuck\u0007'],
  ])('%s: one of the three, with a probability', (_name, text) => {
    const answer = categorizer.classify(text);
    expect(CATEGORIES).toContain(answer.category);
    expect(answer.confidence).toBeGreaterThanOrEqual(1 / 3);
    expect(answer.confidence).toBeLessThanOrEqual(1);
    expect(answer.categorizerVersion).toBe(categorizer.version);
  });

  it('gives the same answer for the same text', () => {
    const text = 'My badge opens every door but this one';
    expect(categorizer.classify(text)).toEqual(categorizer.classify(text));
  });

  it('does not mind what was classified before, however much', () => {
    const text = 'Il proyector del aula hat kein Bild, la lampe clignote';
    const before = categorizer.classify(text);
    for (let i = 0; i < MORE_THAN_REMEMBERED; i += WORDS) categorizer.classify(unheardOf(i, i + WORDS));
    expect(categorizer.classify(text)).toEqual(before);
    expect(loadCategorizer().classify(text)).toEqual(before);
  });

  it.each([
    [''],
    ['hello'],
    ['please help me'],
    ['asdf qwer zxcv'],
    ['Não consigo aceder ao portal com a minha senha.'],
    ['De lift staat al drie dagen stil.'],
    ['Nie mogę się zalogować do systemu.'],
    ['Şifremi unuttum, sisteme giremiyorum.'],
    ['Hissen är trasig sedan i måndags.'],
    ['Лифт застрял между этажами'],
    ['电梯卡住了'],
  ])('is unsure about a text that says nothing, or not in one of the five languages: "%s"', (text) => {
    expect(categorizer.classify(text).confidence).toBeLessThan(0.6);
  });
});

describe('the deciding words', () => {
  it('are written as in the text', () => {
    expect(categorizer.classify('LIFT Stuck again!!').words).toEqual(expect.arrayContaining(['LIFT']));
  });

  it('are at most five, each once', () => {
    const { words } = categorizer.classify(
      'Leak, leak, leak: ceiling, pipe, roof, tap, sink, drain, toilet, shower and radiator leak.',
    );
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThanOrEqual(5);
    expect(new Set(words.map((word) => word.toLowerCase())).size).toBe(words.length);
  });

  it('are no filler', () => {
    const { words } = categorizer.classify(
      "Every time I ask, most of them can't print and the printer has been stuck again",
    );
    expect(words).toContain('printer');
    expect(words).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(every|most|can't|them|again|been)$/i)]));
  });

  it('are none when there is none', () => {
    expect(categorizer.classify('😀').words).toEqual([]);
  });
});

const MORE_THAN_REMEMBERED = 30_000;
const WORDS = 100;

/** Words that differ: a syllable for each digit of the number in base 25. */
function unheardOf(from: number, to: number): string {
  const syllable = (digit: number) => 'bdfgk'.charAt(digit % 5) + 'aeiou'.charAt(Math.floor(digit / 5));
  const word = (i: number) => [15_625, 625, 25, 1].map((place) => syllable(Math.floor(i / place) % 25)).join('');
  return Array.from({ length: to - from }, (_, i) => word(from + i)).join(' ');
}
