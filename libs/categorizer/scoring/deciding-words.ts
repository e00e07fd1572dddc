import type { Reading } from '../reading/read-text.js';

const MOST = 5;
/** Words that spoke much less than the strongest are no reason to name. */
const LEAST_SHARE = 0.1;
/** Units of the longest word that is worth showing. */
const LONGEST = 60;
const LITTLE_WORDS = new Set(
  (
    'a an the and or but if of to in on at for from with by is are was were be been it its this that these those i me my we us our you your he ' +
    'she they them him her his their not no do does did has have had can could would should will just so as then there here when what who ' +
    'which how why very too also again still only than since ' +
    'il lo la i gli le un una di del della dei a al alla da dal in nel su sul con per e o ma non mi ci si che chi è ho ha hanno sono era ' +
    'der die das den dem des ein eine einen einem und oder aber in im am an auf mit von vom zu zum zur ist sind war ich mir mich wir uns es ' +
    'er sie nicht kein keine für bei hat haben wird man so da ' +
    'el los las un una unos de del en y o pero no me mi nos se su sus que es está son era por para con al lo ' +
    'le la les un une des du de d l et ou mais ne pas n je j me m mon ma mes on nous vous se s ce c il elle est sont était que qui à au aux ' +
    'en dans pour par sur avec'
  ).split(' '),
);

/**
 * Up to five words with the highest gain, as written, each once, the strongest first.
 * @param gain by word; those looked at are set to 0
 */
export function decidingWords(text: string, { words }: Reading, gain: Float64Array): string[] {
  let least = 0;
  for (let i = 0; i < words.count; i++)
    if ((gain[i] as number) * LEAST_SHARE > least) least = (gain[i] as number) * LEAST_SHARE;
  const said: string[] = [];
  const keys: string[] = [];
  while (said.length < MOST) {
    const i = strongest(gain, words.count, least);
    if (i < 0) break;
    gain[i] = 0;
    if ((words.end[i] as number) - (words.start[i] as number) > LONGEST) continue;
    const written = text.slice(words.start[i], words.end[i]);
    const key = written.toLowerCase();
    if (LITTLE_WORDS.has(key) || isNumber(key) || keys.includes(key)) continue;
    keys.push(key);
    said.push(written);
  }
  return said;
}

/** The first of the highest above `least`, or -1. */
function strongest(gain: Float64Array, count: number, least: number): number {
  let best = -1;
  let highest = least;
  for (let i = 0; i < count; i++) {
    if ((gain[i] as number) > highest) {
      highest = gain[i] as number;
      best = i;
    }
  }
  return best;
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}
