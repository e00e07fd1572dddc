import { z } from 'zod';
import { CATEGORIES } from '#libs/tickets/events.js';
import {
  GetActiveByCategory,
  GetBacklog,
  GetBacklogAge,
  GetByPlace,
  GetOpenTickets,
  GetPeriodTickets,
  GetResolutionTime,
} from '../queries/figures.queries.js';
import { backlogParameters, figureParameters, openTicketsParameters, periodTicketsParameters } from './parameters.js';
import { readRoute } from './read-route.js';
import { count, figureJson, json, position, time } from './schemas.js';

const category = z.enum(CATEGORIES);
const figure = { tag: 'Figures', helpdeskOnly: 'figures' } as const;

const openTicketsSchema = z.object({
  count,
  from: time,
  to: time,
  buckets: z.array(z.object({ from: time, opened: count, notYetClosed: count })),
  asOf: position,
});
const percentile = count.nullable().describe('Read from a histogram: off by 2 % at most');
const resolutionTimeSchema = z.object({
  timeZone: z.string(),
  months: z.array(
    z.object({
      month: z.string().describe('2026-11'),
      opened: count,
      closed: count,
      averageMs: z
        .number()
        .nonnegative()
        .nullable()
        .describe('Mean of closedAt - openedAt; null without a closed ticket'),
      medianMs: percentile,
      p90Ms: percentile,
      complete: z.boolean().describe('False while the month or one of its tickets is not over'),
    }),
  ),
  asOf: position,
});
const activeByCategorySchema = z.object({
  total: count,
  categories: z.array(z.object({ category, active: count, open: count })),
  asOf: position,
});

const placeCount = z.object({ active: count, open: count });
const byPlaceSchema = z.object({
  total: placeCount,
  places: z
    .array(placeCount.extend({ place: z.string() }))
    .describe('The 200 with the most tickets that are not closed'),
  withoutPlace: placeCount,
  asOf: position,
});
const backlogSchema = z.object({
  timeZone: z.string(),
  points: z.array(
    z.object({
      at: time.describe('Just before this moment'),
      total: count,
      categories: z.array(z.object({ category, notYetClosed: count })),
    }),
  ),
  asOf: position,
});

const exactMs = z.number().nonnegative().nullable().describe('Nearest rank, exact; null where there is none');
const periodGroup = z.object({
  opened: count.describe('Opened in the period; the next ones are of these'),
  closed: count.describe('Closed by now'),
  closedWithin1: count.describe('Closed within 24 hours'),
  closedWithin3: count,
  closedWithin7: count,
  medianMs: exactMs.describe('Half of the closed ones took at most so long'),
  p90Ms: exactMs,
  answered: count.describe('The helpdesk has written under it'),
  medianAnswerMs: exactMs.describe('From the opening to the first message of the helpdesk'),
  p90AnswerMs: exactMs,
  closedThen: count.describe('Closed in the period, whenever they were opened'),
});
const periodTicketsSchema = z.object({
  timeZone: z.string(),
  from: time,
  to: time,
  total: periodGroup,
  groups: z.array(
    periodGroup.extend({
      key: z.string().describe('2026-11-03, the Monday of a week, 2026-11, a category, a place, 1-09'),
    }),
  ),
  asOf: position,
});
const backlogAgeSchema = z.object({
  ages: z.array(
    z.object({
      fromDays: count.describe('Open for so many times 24 hours'),
      toDays: count.nullable().describe('And for less than these; null: or longer'),
      total: count,
      categories: z.array(z.object({ category, notYetClosed: count })),
    }),
  ),
  asOf: position,
});

readRoute({
  ...figure,
  id: 'periodTickets',
  path: 'analytics/tickets',
  summary: 'Opened and closed in a period, how fast they were answered and closed',
  query: periodTicketsParameters,
  response: periodTicketsSchema,
  rows: 'groups',
  async read({ query: { period, by, at }, queries }) {
    const { from, to, total, groups, asOf } = await queries.execute(new GetPeriodTickets(period, { groups: [by] }, at));
    return {
      timeZone: asOf.timeZone,
      ...json({ from, to, total }),
      groups: groups[by].map(({ key, ...group }) => ({ key, ...group })),
      asOf: asOf.position,
    };
  },
});

readRoute({
  ...figure,
  id: 'backlogAge',
  path: 'analytics/backlog-age',
  summary: 'For how long the tickets that are not closed have been open',
  query: figureParameters,
  response: backlogAgeSchema,
  rows: 'ages',
  async read({ query: { at }, queries }) {
    const { ages, asOf } = await queries.execute(new GetBacklogAge(at));
    return { ages: ages.map((age) => ({ ...age, categories: [...age.categories] })), asOf: asOf.position };
  },
});

readRoute({
  ...figure,
  id: 'openTickets',
  path: 'analytics/open-tickets',
  summary: 'Opened in a period and not yet closed',
  query: openTicketsParameters,
  response: openTicketsSchema,
  rows: 'buckets',
  read: async ({ query: { period, at }, queries }) => figureJson(await queries.execute(new GetOpenTickets(period, at))),
});

readRoute({
  ...figure,
  id: 'resolutionTime',
  path: 'analytics/resolution-time',
  summary: 'Average resolution time by month of opening',
  query: figureParameters,
  response: resolutionTimeSchema,
  rows: 'months',
  async read({ query: { at }, queries }) {
    const { months, asOf } = await queries.execute(new GetResolutionTime(at));
    return { timeZone: asOf.timeZone, months: [...months], asOf: asOf.position };
  },
});

readRoute({
  ...figure,
  id: 'activeByCategory',
  path: 'analytics/active-by-category',
  summary: 'Active tickets by category',
  query: figureParameters,
  response: activeByCategorySchema,
  rows: 'categories',
  read: async ({ query: { at }, queries }) => figureJson(await queries.execute(new GetActiveByCategory(at))),
});

readRoute({
  ...figure,
  id: 'byPlace',
  path: 'analytics/by-place',
  summary: 'Open and active tickets by place',
  query: figureParameters,
  response: byPlaceSchema,
  rows: ({ places, withoutPlace }) => [...places, { place: null, ...withoutPlace }],
  read: async ({ query: { at }, queries }) => figureJson(await queries.execute(new GetByPlace(at))),
});

readRoute({
  ...figure,
  id: 'backlog',
  path: 'analytics/backlog',
  summary: 'How many tickets were not yet closed at the end of each hour or day',
  query: backlogParameters,
  response: backlogSchema,
  rows: 'points',
  async read({ query: { from, until, step }, queries }) {
    const { points, asOf } = await queries.execute(new GetBacklog(from, until, step));
    const inOrder = points.map(({ categories, ...point }) => ({
      ...json(point),
      categories: CATEGORIES.map((one) => ({ category: one, notYetClosed: categories[one] })),
    }));
    return { timeZone: asOf.timeZone, points: inOrder, asOf: asOf.position };
  },
});
