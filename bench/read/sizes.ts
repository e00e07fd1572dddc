import type pg from 'pg';
import { currentSchema, dropComputation, listComputations } from '#libs/read-models/computations.js';
import { READ_SETTINGS } from '#libs/read-models/queries/sql.js';
import { ReadPool } from '#libs/read-models/read-pool.js';
import { closedLoop, type Measured } from '../log/closed-loop.js';
import { figures, lists, naiveAverage, others, past, searches, type Question } from './questions.js';
import { inDatabase } from './in-database.js';
import { makeRows } from './rows.js';

export interface Plan {
  readonly databaseUrl: string;
  readonly tickets: readonly number[];
  readonly clients: number;
  /** How long each question is put; 0 only makes the rows. */
  readonly seconds: number;
}

/** By question, then by number of tickets. */
export type Answers = Map<string, Map<number, Measured & { readonly clients: number }>>;

/** As many as query-api has, and set as its own are. */
const CONNECTIONS = 8;
/** For a million tickets: it takes most of a second. */
const SECONDS_OF_NAIVE = 3;
/** Seconds until Node has compiled what it does, and each connection has its plans. */
const WARM_UP = 1.5;
/** Seconds for each million tickets, until the buffers of PostgreSQL are full. */
const FILL = 1;
export const FLOOR = 'nothing (`select 1`)';
export const NAIVE = 'the average without a table of months';

/** Connections like those of query-api. */
function readers(databaseUrl: string): ReadPool {
  return new ReadPool({
    connectionString: databaseUrl,
    max: CONNECTIONS,
    options: `-c role=helpdesk_query ${READ_SETTINGS}`,
  });
}

/** Puts the questions about the past to read models that were computed from a log. */
export async function measurePast(databaseUrl: string, seconds: number): Promise<Map<string, Measured>> {
  const pool = readers(databaseUrl);
  const answers = new Map<string, Measured>();
  for (const [name, question] of Object.entries(past)) {
    answers.set(name, await closedLoop(1, seconds, () => question(pool)));
  }
  await pool.end();
  return answers;
}

/** Puts every question to read models of growing size. */
export async function measureSizes(owner: pg.Client, plan: Plan, say: (words: string) => void): Promise<Answers> {
  const answers: Answers = new Map();
  for (const tickets of plan.tickets) {
    await layRows(owner, tickets, say);
    if (plan.seconds === 0) continue;
    const pool = readers(plan.databaseUrl);
    say('warming up');
    await readAll(owner);
    for (const question of [lists['first page'], lists['oldest first']] as Question[])
      await closedLoop(plan.clients, WARM_UP, () => question(pool));
    await closedLoop(plan.clients, (FILL * tickets) / 1e6, () => (lists['random page'] as Question)(pool));
    const note = (name: string, clients: number, measured: Measured): void => {
      const rows = answers.get(name) ?? new Map<number, Measured & { clients: number }>();
      answers.set(name, rows.set(tickets, { ...measured, clients }));
    };
    const put = async (name: string, question: Question, clients: number, seconds = plan.seconds): Promise<void> => {
      say(`${tickets.toLocaleString('en')} tickets: ${name}`);
      note(name, clients, await closedLoop(clients, seconds, () => question(pool)));
    };
    await put(FLOOR, (db) => db.query({ name: 'floor', text: 'select 1' }), plan.clients);
    for (const [name, question] of Object.entries(lists)) await put(name, question, plan.clients);
    for (const [name, question] of Object.entries(searches)) await put(`search: ${name}`, question, plan.clients);
    for (const [name, question] of Object.entries({ ...others, ...figures })) await put(name, question, 1);
    for (const [name, question] of Object.entries(figures))
      note(`${name}, in PostgreSQL`, 1, await inDatabase(pool, question));
    await put(NAIVE, naiveAverage, 1, SECONDS_OF_NAIVE * Math.max(1, tickets / 1e6));
    await pool.end();
  }
  return answers;
}

/** Reads every table and index into memory once: how fast the disk is, is not measured. */
async function readAll(owner: pg.Client): Promise<void> {
  await owner.query('create extension if not exists pg_prewarm');
  await owner.query(
    `select pg_prewarm(c.oid, 'read') from pg_class c where c.relnamespace = '${await currentSchema(owner)}'::regnamespace and c.relkind in ('r', 'i')`,
  );
}

/** Rows of so many tickets, unless they are there from a run before. */
async function layRows(owner: pg.Client, tickets: number, say: (words: string) => void): Promise<void> {
  const before = await listComputations(owner);
  const current = before.find(({ state }) => state === 'current');
  if (current) {
    const text = `select sum(open + active + closed)::integer as tickets from ${current.schema}.categories`;
    if ((await owner.query<{ tickets: number }>(text)).rows[0]?.tickets === tickets) return;
  }
  say(`making the rows of ${tickets.toLocaleString('en')} tickets`);
  const schema = await makeRows(owner, tickets);
  for (const one of before) await dropComputation(owner, one.schema);
  await owner.query(`vacuum ${schema}.tickets, ${schema}.texts, ${schema}.search, ${schema}.vocabulary`);
}
