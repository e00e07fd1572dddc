import type { Reading } from '../reading/read-text.js';
import type { Sense } from '../reading/vocabulary.js';
import type { Word } from '../text/words.js';

const MOST = 5;
/** Words that added much less than the strongest are no reason to name. */
const LEAST_SHARE = 0.15;
/** Units of the longest word that is worth showing. */
const LONGEST = 60;

/**
 * Up to five words that added most, as written, each once, the strongest first; filler is left out.
 * @param gains what each word added
 */
export function decidingWords(text: string, { words, senses }: Reading, gains: readonly number[]): string[] {
  const left = gains.map((gain, i) => ((senses[i] as Sense).filler ? 0 : gain));
  const shown = new Map<string, string>();
  let least = 0;
  while (shown.size < MOST) {
    let best = 0;
    for (let i = 1; i < left.length; i++) if ((left[i] as number) > (left[best] as number)) best = i;
    const gain = left[best] ?? 0;
    if (gain <= 0 || gain < least) break;
    least ||= gain * LEAST_SHARE;
    left[best] = 0;
    const { start, end } = words[best] as Word;
    const written = text.slice(start, end);
    if (written.length <= LONGEST && !shown.has(written.toLowerCase())) shown.set(written.toLowerCase(), written);
  }
  return [...shown.values()];
}
