import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/vocabulary.js';
import type { Word } from '../text/words.js';
import { type Contributions, gainOf } from './linear.js';

const MOST = 5;
/** Words that added much less than the strongest are no reason to name. */
const LEAST_SHARE = 0.15;
/** Units of the longest word that is worth showing. */
const LONGEST = 60;

interface Candidate {
  word: Word;
  gain: number;
}

/** Up to five words that added most to a category, as written, each once, the strongest first; filler and numbers are left out. */
export function decidingWords(
  text: string,
  reading: Reading,
  contributions: Contributions,
  category: number,
): string[] {
  const candidates = findCandidates(reading, contributions, category).sort((a, b) => b.gain - a.gain);
  const least = (candidates[0]?.gain ?? 0) * LEAST_SHARE;
  const shown = new Map<string, string>();
  for (const { word, gain } of candidates) {
    if (gain < least || shown.size === MOST) break;
    const written = text.slice(word.start, word.end);
    const key = written.toLowerCase();
    if (!shown.has(key)) shown.set(key, written);
  }
  return [...shown.values()];
}

function findCandidates({ words, senses }: Reading, contributions: Contributions, category: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    const { filler, form } = senses[i] as Sense;
    const gain = gainOf(contributions, i, category);
    if (gain > 0 && !filler && !form.startsWith('0') && word.end - word.start <= LONGEST)
      candidates.push({ word, gain });
  }
  return candidates;
}
