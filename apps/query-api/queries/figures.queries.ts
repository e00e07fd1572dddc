import { backlog } from '#libs/read-models/queries/backlog.js';
import { backlogAge } from '#libs/read-models/queries/backlog-age.js';
import { activeByCategory, openTickets } from '#libs/read-models/queries/figures.js';
import { periodTickets, type GroupBy } from '#libs/read-models/queries/period-tickets.js';
import type { Period } from '#libs/read-models/queries/period.js';
import { byPlace } from '#libs/read-models/queries/places.js';
import { resolutionTime } from '#libs/read-models/queries/resolution-time.js';
import { defineQuery } from './define-query.js';
import { rejectQuestion } from './visibility.js';

/** Opened in a period and not yet closed. */
export const GetOpenTickets = defineQuery('GetOpenTickets', async ({ db }, period: Period, at?: Date) =>
  openTickets(db, period, at).catch(rejectQuestion),
);

/** What became of the tickets of a period, by a group. */
export const GetPeriodTickets = defineQuery(
  'GetPeriodTickets',
  async ({ db }, period: Period, by: GroupBy, at?: Date) => periodTickets(db, period, by, at).catch(rejectQuestion),
);

export const GetResolutionTime = defineQuery('GetResolutionTime', async ({ db }, at?: Date) => resolutionTime(db, at));

export const GetActiveByCategory = defineQuery('GetActiveByCategory', async ({ db }, at?: Date) =>
  activeByCategory(db, at),
);

export const GetBacklogAge = defineQuery('GetBacklogAge', async ({ db }, at?: Date) => backlogAge(db, at));

export const GetByPlace = defineQuery('GetByPlace', async ({ db }, at?: Date) => byPlace(db, at));

/** The backlog at the end of each hour (UTC) or local day between two moments (until: default T), at most `MOST_POINTS` of them. */
export const GetBacklog = defineQuery(
  'GetBacklog',
  async ({ db }, from: Date, until: Date | undefined, step: 'hour' | 'day') =>
    backlog(db, from, until, step).catch(rejectQuestion),
);
