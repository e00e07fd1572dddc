/** An entry while the knowledge is being built. */
export interface DraftEntry {
  language: number;
  form: string;
  concepts: number[];
  row: number;
}
