/** What the doctor says of one thing: `bad` can lose data or let somebody in, `warning` is a risk to know of. */
export interface Diagnosis {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'bad';
  /** What was found, and what to do about it. */
  readonly words: string;
}

export const ok = (check: string, words: string): Diagnosis => ({ check, level: 'ok', words });
export const warning = (check: string, words: string): Diagnosis => ({ check, level: 'warning', words });
export const bad = (check: string, words: string): Diagnosis => ({ check, level: 'bad', words });
