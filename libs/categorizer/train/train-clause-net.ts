import type { ClauseNet } from '../scoring/clause-net.js';
import type { Sequence } from '../scoring/sequence.js';
import { Adam } from './adam.js';
import { addGradient, CONCEPTS, INPUTS, makeParameters, type Parameters } from './clause-net-gradient.js';
import { DIMENSIONS } from './english-vectors.js';
import { Random, upTo } from './random.js';
import type { WordRow } from './word-vectors.js';

/** Chosen by cross validation. */
export const NET_SETTINGS = {
  filters: 24,
  epochs: 8,
  batch: 16,
  rate: 0.004,
  decay: 1e-5,
  dropout: 0.3,
  wordDropout: 0.15,
};

const LONGEST = 160;

/**
 * Trains a clause net with dropout, word dropout and a falling rate.
 * @param categories place in `CATEGORIES` of each text
 */
export function trainClauseNet(
  texts: Sequence[],
  categories: ArrayLike<number>,
  rows: WordRow[],
  seed: number,
  settings = NET_SETTINGS,
): ClauseNet {
  const random = new Random(seed);
  const net = makeParameters(settings.filters, random);
  const gradient = makeParameters(settings.filters);
  const adam = new Adam(net);
  const order = upTo(texts.length);
  const steps = settings.epochs * Math.ceil(texts.length / settings.batch);
  let step = 0;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (let start = 0; start < order.length; start += settings.batch) {
      const batch = order.subarray(start, start + settings.batch);
      for (const part of Object.values(gradient)) part.fill(0);
      for (const t of batch) {
        const text = dropWords(texts[t] as Sequence, settings.wordDropout, random);
        addGradient(net, gradient, rows, text, categories[t] as number, dropoutMask(settings, random));
      }
      for (const part of Object.values(gradient)) part.forEach((value, i) => (part[i] = value / batch.length));
      adam.step(gradient, settings.rate * Math.min(1, 1.1 - ++step / steps), settings.decay);
    }
  }
  return project(net, rows, settings.filters);
}

function dropoutMask({ filters, dropout }: typeof NET_SETTINGS, random: Random): Float32Array {
  return Float32Array.from({ length: 2 * filters }, () => (random.next() < dropout ? 0 : 1 / (1 - dropout)));
}

/** The text without some of its words; clauses that lose all of them are gone. */
function dropWords(text: Sequence, share: number, random: Random): Sequence {
  const kept = Array.from({ length: Math.min(text.count, LONGEST) }, (_, i) => i).filter(
    () => text.count < 3 || random.next() >= share,
  );
  let clauses = 0;
  let before = -1;
  const clause = kept.map((i) => {
    if (text.clause[i] !== before) clauses++;
    before = text.clause[i] as number;
    return clauses - 1;
  });
  return {
    count: kept.length,
    row: Int32Array.from(kept, (i) => text.row[i] as number),
    word: Int32Array.from(kept, (i) => text.word[i] as number),
    clause: Int32Array.from(clause),
    clauses,
    concepts: kept.map((i) => text.concepts[i] as readonly number[]),
  };
}

/** Multiplies every row with the filters once and for all, in 8 bits with a scale for each filter; a row of zeros comes last. */
function project(net: Parameters, words: WordRow[], filters: number): ClauseNet {
  const width = 3 * filters;
  const exactRows = new Float32Array((words.length + 1) * width);
  const exactConcepts = new Float32Array(CONCEPTS * width);
  const columns = Array.from({ length: width }, (_, column) => {
    const [k, f] = [Math.floor(column / filters), column % filters];
    return Float64Array.from(
      { length: INPUTS },
      (_, input) => net.filters[(k * INPUTS + input) * filters + f] as number,
    );
  });
  // Row by row: the words are many times what the nearest memory holds, the columns are not.
  words.forEach(({ vector, concepts }, row) => {
    columns.forEach((weights, column) => {
      let sum = concepts.reduce((total, concept) => total + (weights[DIMENSIONS + concept] as number), 0);
      for (let d = 0; d < DIMENSIONS; d++) sum += (vector[d] as number) * (weights[d] as number);
      exactRows[row * width + column] = sum;
    });
  });
  columns.forEach((weights, column) => {
    for (let concept = 0; concept < CONCEPTS; concept++)
      exactConcepts[concept * width + column] = weights[DIMENSIONS + concept] as number;
  });
  const rowScale = new Float32Array(filters);
  for (const exact of [exactRows, exactConcepts]) {
    exact.forEach(
      (value, at) => (rowScale[at % filters] = Math.max(rowScale[at % filters] as number, Math.abs(value) / 127)),
    );
  }
  const round = (exact: Float32Array) =>
    Int8Array.from(exact, (value, at) => Math.round(value / (rowScale[at % filters] || 1)));
  const { bias, attention, place, attended, overall, constant } = net;
  const rows = round(exactRows);
  return {
    filters,
    rows,
    conceptRows: round(exactConcepts),
    rowScale,
    bias,
    attention,
    place,
    attended,
    overall,
    constant,
  };
}
