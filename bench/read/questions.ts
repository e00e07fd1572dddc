import type { Queryable } from '#libs/platform/database.js';
import { countSearch, searchTickets } from '#libs/read-models/search/search-tickets.js';
import { backlogAge } from '#libs/read-models/queries/backlog-age.js';
import { backlog } from '#libs/read-models/queries/backlog.js';
import { periodTickets } from '#libs/read-models/queries/period-tickets.js';
import { nextInQueue, queueProgress } from '#libs/read-models/queries/queue.js';
import { countTickets } from '#libs/read-models/queries/counts.js';
import { activeByCategory, openTickets } from '#libs/read-models/queries/figures.js';
import { resolutionTime } from '#libs/read-models/queries/resolution-time.js';
import { listTickets } from '#libs/read-models/queries/tickets.js';
import type { TicketFilter } from '#libs/read-models/types.js';
import { CATEGORIES } from '#libs/tickets/events.js';
import { ZONE } from './rows.js';

/** What people ask, each time a little different. */
export type Question = (db: Queryable) => Promise<unknown>;

const DAY = 86_400_000;
const below = (limit: number): number => Math.floor(Math.random() * limit);
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
const list =
  (filter: () => TicketFilter): Question =>
  (db) =>
    listTickets(db, filter());
const cursor = (text: string): string => Buffer.from(text).toString('base64url');
const anyDay = (): number => Date.now() - below(1_090 * DAY);

/** Nothing, which is the floor, and pages of 50 rows, at many clients. */
export const lists: Readonly<Record<string, Question>> = {
  'nothing (`select 1`)': (db) => db.query({ name: 'floor', text: 'select 1' }),
  'first page': list(() => ({})),
  'random page': list(() => ({ cursor: cursor(`-modified.${anyDay()}.1`) })),
  'not yet closed': list(() => ({ status: ['open', 'active'] })),
  'not yet closed, one category': list(() => ({ status: ['open', 'active'], category: [pick(CATEGORIES)] })),
  'closed, one category': list(() => ({ status: ['closed'], category: [pick(CATEGORIES)] })),
  'a month of opening': list(() => ({ openedMonth: new Date(anyDay()).toISOString().slice(0, 7) })),
  'waiting for an answer': list(() => ({ waiting: true })),
  'to be checked': list(() => ({ check: true })),
  'oldest first': list(() => ({ sort: 'opened' })),
};

const search =
  (words: () => TicketFilter): Question =>
  (db) =>
    searchTickets(db, words());

/** A page of 50 matches, newest first, at many clients. */
export const searches: Readonly<Record<string, Question>> = {
  'a word in every ticket': search(() => ({ q: pick(['room', 'please']) })),
  'a word in 7 of 100': search(() => ({ q: pick(['printer', 'heater', 'canteen']) })),
  'a word in 3 of 100': search(() => ({ q: `day${4 + below(6)}` })),
  'a word in 1 of 100': search(() => ({ q: `seat${10 + below(90)}` })),
  'a word in 1 of 1,000': search(() => ({ q: String(100 + below(900)) })),
  'a rare word': search(() => ({ q: `id${10_000 + below(40_000)}` })),
  'a beginning of two letters': search(() => ({ q: pick(['pr', 'li', 'se', 'do', 'me']) })),
  'a beginning of many words': search(() => ({ q: pick(['tes', 'ria', 'lon']) })),
  'two words': search(() => ({ q: pick(['printer dirty', 'canteen 57', 'wifi physics']) })),
  'a phrase': search(() => ({ q: `"room ${100 + below(900)}"` })),
  'two beginnings': search(() => ({ q: pick(['prin dirt', 'proj phys', 'lib col']) })),
  'a word in 1 of 100, not yet closed': search(() => ({ q: `seat${10 + below(90)}`, status: ['open', 'active'] })),
  'no such word': search(() => ({ q: 'zzz' })),
  'a mistyped word': search(() => ({ q: pick(['pritner', 'haeter', 'canteeen']) })),
};

/** Asked less often, or bounded in another way: one client. */
export const others: Readonly<Record<string, Question>> = {
  'counts of four tabs': (db) =>
    countTickets(db, {
      open: { status: ['open'] },
      active: { status: ['active'] },
      waiting: { waiting: true },
      all: {},
    }),
  'next in the queue': (db) => nextInQueue(db, ''),
  'progress of the queue': (db) => queueProgress(db, '', new Date(Date.now() - 3_600_000)),
  'tickets of 30 days, by day': (db) => periodTickets(db, { last: 30, unit: 'days' }, { groups: ['day'] }),
  'tickets of a year, by week': (db) => periodTickets(db, { last: 365, unit: 'days' }, { groups: ['week'] }),
  'tickets of a year, for a report': (db) =>
    periodTickets(db, { last: 365, unit: 'days' }, { groups: ['category', 'place'], counts: ['week', 'hour'] }),
  'age of the backlog': (db) => backlogAge(db),
  'the best for two words': (db) => searchTickets(db, { q: pick(['printer seat7', 'heater day5']), best: true }),
  'counts of four tabs in a search': (db) => {
    const q = `seat${10 + below(90)}`;
    return countSearch(db, {
      open: { q, status: ['open'] },
      active: { q, status: ['active'] },
      waiting: { q, waiting: true },
      all: { q },
    });
  },
};

/** Of any moment in three years: one client. They read the log, so that they are put to read models computed from one. */
export const past: Readonly<Record<string, Question>> = {
  'first page': list(() => ({ at: new Date(anyDay()) })),
  'random page': list(() => {
    const at = anyDay();
    return { at: new Date(at), cursor: cursor(`-modified.${at - below(30 * DAY)}.1`) };
  }),
  'first page, not yet closed': list(() => ({ at: new Date(anyDay()), status: ['open', 'active'] })),
  'first page, waiting for an answer': list(() => ({ at: new Date(anyDay()), waiting: true })),
  'first page, to be checked': list(() => ({ at: new Date(anyDay()), check: true })),
  'newest opened first': list(() => ({ at: new Date(anyDay()), sort: '-opened' })),
  'longest open first': list(() => ({ at: new Date(anyDay()), sort: 'opened', status: ['open', 'active'] })),
  'a search': search(() => ({ at: new Date(anyDay()), q: pick(['printer', 'elevator', 'password']) })),
  'counts of three tabs': (db) => {
    const at = new Date(anyDay());
    return countTickets(db, { open: { at, status: ['open'] }, active: { at, status: ['active'] }, all: { at } });
  },
  'opened in 24 hours': (db) => openTickets(db, { last: 24, unit: 'hours' }, new Date(anyDay())),
  'opened in 3 years': (db) => openTickets(db, { last: 1_095, unit: 'days' }, new Date(anyDay())),
  'average resolution time': (db) => resolutionTime(db, new Date(anyDay())),
  'active by category': (db) => activeByCategory(db, new Date(anyDay())),
  'backlog of 30 days': (db) => {
    const until = anyDay();
    return backlog(db, new Date(until - 30 * DAY), new Date(until), 'day');
  },
};

/** The figures: one client. The last one is the average as one would ask for it without a table of months. */
export const figures: Readonly<Record<string, Question>> = {
  'opened in 24 hours': (db) => openTickets(db, { last: 24, unit: 'hours' }),
  'opened in 30 days': (db) => openTickets(db, { last: 30, unit: 'days' }),
  'opened in 3 years': (db) => openTickets(db, { last: 1_095, unit: 'days' }),
  'average resolution time': (db) => resolutionTime(db),
  'active by category': (db) => activeByCategory(db),
  'the average without a table of months': (db) =>
    db.query(
      `select date_trunc('month', opened_at at time zone '${ZONE}') as month, count(*), count(closed_at),
         avg(extract(epoch from closed_at - opened_at)) from tickets group by 1 order by 1`,
    ),
};
