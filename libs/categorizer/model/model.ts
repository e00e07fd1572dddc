import type { Knowledge } from '../reading/knowledge.js';
import type { ClauseNet } from '../scoring/clause-net.js';
import type { Linear } from '../scoring/linear.js';

/** What a trained categorizer knows; made by training, kept in a model file (`model-file.ts`). */
export interface Model {
  version: string;
  /** sha256 over the examples and word lists it was trained on, hex. */
  dataHash: string;
  /** Number of the concept of words that turn a sentence ("but"). */
  turn: number;
  /** How much the linear model counts against a clause net (1). */
  linearWeight: number;
  /** Divides the summed log probabilities before they become the confidence. */
  temperature: number;
  knowledge: Knowledge;
  linear: Linear;
  nets: ClauseNet[];
  /** What training measured: counts, scores on the frozen texts. Plain JSON. */
  report: Record<string, unknown>;
}
