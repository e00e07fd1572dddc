import { type Knowledge, LANGUAGES } from '#libs/categorizer/reading/knowledge.js';
import { Lexicon } from '#libs/categorizer/reading/lexicon.js';
import { cutWords, foldWord } from '#libs/categorizer/text/words.js';
import type { Example } from './examples.js';

/** A word that stands in fewer texts may be a slip. */
const LEAST_TEXTS = 2;
/** How many of the commonest words may be filler; those with a topic in the lexicon are not. */
const COMMONEST = 500;
/** Words so common are filler whatever the lexicon says of them, and those of one or two letters up to the second rank: "so", "he". */
const ALWAYS = 35;
const ALWAYS_SHORT = 100;

/** By language: the words of the examples, and those of them that are filler; the commonest first, blanks between them. */
export function listWords(
  examples: readonly Example[],
  { concepts, topics }: Pick<Knowledge, 'concepts' | 'topics'>,
): Pick<Knowledge, 'words' | 'fillers'> {
  const lexicon = new Lexicon(concepts);
  const words = LANGUAGES.map((language) =>
    commonest(examples.filter((example) => example.language === language && example.kind !== 'typos')),
  );
  const fillers = words.map((list, language) =>
    list
      .slice(0, COMMONEST)
      .filter(
        (word, rank) =>
          rank < (word.length > 2 ? ALWAYS : ALWAYS_SHORT) ||
          !lexicon.conceptsOf(word, language).some((concept) => concept < topics),
      ),
  );
  return { words: words.map((list) => list.join(' ')), fillers: fillers.map((list) => list.join(' ')) };
}

function commonest(examples: readonly Example[]): string[] {
  const texts = new Map<string, number>();
  for (const { text } of examples) {
    const forms = new Set(cutWords(text).map(({ start, end }) => foldWord(text.slice(start, end))));
    for (const form of forms) texts.set(form, (texts.get(form) ?? 0) + 1);
  }
  return [...texts]
    .filter(([form, count]) => count >= LEAST_TEXTS && !form.startsWith('0'))
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([form]) => form);
}
