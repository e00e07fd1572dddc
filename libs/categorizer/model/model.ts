import type { Knowledge } from '../reading/knowledge.js';
import type { Linear } from '../scoring/linear.js';

/** What a trained categorizer knows; made by training, kept in a model file (`model-file.ts`). */
export interface Model {
  version: string;
  /** sha256 over the examples and word lists it was trained on, hex. */
  dataHash: string;
  /** Divides the logits before they become the confidence. */
  temperature: number;
  knowledge: Knowledge;
  linear: Linear;
  /** What training measured: counts, scores on the frozen texts. Plain JSON. */
  report: Record<string, unknown>;
}
