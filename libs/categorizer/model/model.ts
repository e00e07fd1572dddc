/** What a trained categorizer knows; made by training, kept in a model file (`model-file.ts`). */
export interface Model {
  version: string;
  /** sha256 over the training examples, hex. */
  dataHash: string;
  /** Divides the scores before they become probabilities; chosen by cross validation. */
  temperature: number;
  /** log2 of the number of weight rows. */
  bits: number;
  /** Three weights a row, in units of `scale`. */
  weights: Int8Array;
  scale: number;
  /** Weights that hold without any word. */
  bias: [number, number, number];
  /** Whatever training found worth keeping: scores on the frozen texts, counts. */
  report: Record<string, unknown>;
}
