import type { Reading } from '../reading/read-text.js';
import { GROUP_WEIGHT, tellFeatures, tellFeaturesOfWord, valueOf } from '../scoring/features.js';

/** Features of a text: feature f is the hash `id[f]` and counts `value[f]`. */
export interface Features {
  id: Uint32Array;
  value: Float32Array;
}

/** All features of a text one by one, as training wants them. */
export function collectFeatures(reading: Reading): Features {
  const groups: number[][] = GROUP_WEIGHT.map(() => []);
  const ofWord = reading.senses.map((sense) => {
    const hashes: number[][] = GROUP_WEIGHT.map(() => []);
    tellFeaturesOfWord(sense, (group, hash) => (hashes[group] as number[]).push(hash));
    return hashes;
  });
  tellFeatures(reading, {
    word: (group, i) => (groups[group] as number[]).push(...((ofWord[i] as number[][])[group] as number[])),
    feature: (group, hash) => (groups[group] as number[]).push(hash),
  });
  return {
    id: Uint32Array.from(groups.flat()),
    value: Float32Array.from(groups.flatMap((hashes, group) => hashes.map(() => valueOf(group, hashes.length)))),
  };
}
