import type pg from 'pg';
import type { Queryable } from '#libs/platform/database.js';
import type { ReadPool } from '#libs/read-models/read-pool.js';
import { percentiles, type Measured } from '../log/closed-loop.js';
import type { Question } from './questions.js';

const TIMES = 200;
/** Until the plans and what they read are in memory. */
const BEFORE = 20;

/** How long PostgreSQL executes what a question asks it, as it says itself: without planning, network and Node. */
export async function inDatabase(pool: ReadPool, question: Question): Promise<Measured> {
  return pool.withClient(async (client) => {
    const times: number[] = [];
    const explained = {
      query: async (asked: pg.QueryConfig) => {
        const text = `explain (analyze, timing off, format json) ${asked.text}`;
        const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(text, asked.values);
        times.push(rows[0]?.['QUERY PLAN'][0]['Execution Time'] ?? Number.NaN);
        return client.query(asked);
      },
    } as Queryable;
    const answers: number[] = [];
    for (let n = 0; n < BEFORE + TIMES; n++) {
      times.length = 0;
      await question(explained);
      if (n >= BEFORE) answers.push(times.reduce((sum, time) => sum + time, 0));
    }
    return { perSecond: 1000 / (answers.reduce((sum, time) => sum + time, 0) / TIMES), ...percentiles(answers) };
  });
}
