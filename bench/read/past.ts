import { closedLoop, type Measured } from '../log/closed-loop.js';
import { past } from './questions.js';
import { readers } from './sizes.js';

/** Puts the questions of past moments to read models that were computed from a log. */
export async function measurePast(databaseUrl: string, seconds: number): Promise<Map<string, Measured>> {
  const pool = readers(databaseUrl);
  try {
    const answers = new Map<string, Measured>();
    for (const [name, question] of Object.entries(past)) {
      answers.set(name, await closedLoop(1, seconds, () => question(pool)));
    }
    return answers;
  } finally {
    await pool.end();
  }
}
