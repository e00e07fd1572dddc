import { countTickets } from '#libs/read-models/queries/counts.js';
import { backlogAge } from '#libs/read-models/queries/backlog-age.js';
import { openTickets } from '#libs/read-models/queries/figures.js';
import { GROUPS, periodTickets, TIME_GROUPS } from '#libs/read-models/queries/period-tickets.js';
import type { SeededRandom as Random } from '../../bin/random.js';
import { openInDaysOf, periodGroupsOf } from './days-model.js';
import { localDay, type ExpectedTicket } from './model.js';
import type { World } from './world.js';

export type AsOf = { position: number; at: Date; timeZone: string };

const DAY = 86_400_000;

function randomDays(random: Random, { at, timeZone }: AsOf): { from: string; to: string } {
  const first = at.getTime() - random.below(40) * DAY;
  return { from: localDay(first, timeZone), to: localDay(first + random.below(45) * DAY, timeZone) };
}

/** Opened on local days and not yet closed. */
export async function checkDays(world: World, tickets: ExpectedTicket[], asOf: AsOf, random: Random, at?: Date) {
  const { timeZone } = asOf;
  const days = randomDays(random, asOf);
  const figure = await openTickets(world.query, days, at);
  const dayOf = (one: Date): string => localDay(one.getTime(), timeZone);
  const wanted = openInDaysOf(tickets, days, asOf.at.getTime(), timeZone);
  expect(figure.buckets.map(({ from, ...counts }) => ({ day: dayOf(from), ...counts }))).toEqual(wanted);
  const before = figure.buckets.map(({ from }) => new Date(from.getTime() - 1));
  figure.buckets.forEach(({ from }, i) => expect(dayOf(before[i] as Date) < dayOf(from)).toBe(true));
  const listed = { status: ['open', 'active'] as const, openedFrom: figure.from, openedUntil: figure.to, at };
  expect((await countTickets(world.query, { listed })).listed.count).toBe(figure.count);
}

/** What became of the tickets of a period, by anything that they can be told apart by, and the lists that the numbers lead to. */
export async function checkPeriod(world: World, tickets: ExpectedTicket[], asOf: AsOf, random: Random, at?: Date) {
  const by = random.pick(GROUPS);
  const days = randomDays(random, asOf);
  const figure = await periodTickets(world.query, days, { groups: [by], counts: TIME_GROUPS }, at);
  const { total, groups } = periodGroupsOf(tickets, days, asOf.timeZone, by);
  expect(figure.total).toEqual(total);
  expect(Object.fromEntries(figure.groups[by].map(({ key, ...group }) => [key, group]))).toEqual(groups);
  for (const time of TIME_GROUPS) {
    const counts = periodGroupsOf(tickets, days, asOf.timeZone, time).groups;
    const wanted = Object.entries(counts).map(([key, { opened, closedThen }]) => ({ key, opened, closedThen }));
    expect(figure.counts[time]).toEqual(wanted.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  }
  expect(figure.asOf).toEqual(asOf);
  const opened = { openedFrom: figure.from, openedUntil: figure.to, at };
  const counts = await countTickets(world.query, {
    opened,
    closed: { ...opened, status: ['closed'] },
    closedWithin3: { ...opened, closedWithin: 3 },
    answered: { ...opened, answered: true },
    closedThen: { closedFrom: figure.from, closedUntil: figure.to, at },
  });
  const inHours = figure.counts.hour.filter(({ opened }) => opened > 0);
  const listed = inHours.map(({ key }) => [key, { ...opened, openedHour: key }] as const);
  const ofHours = await countTickets(world.query, Object.fromEntries([...listed, ['all', opened]]));
  expect(inHours.map(({ key }) => ofHours[key]?.count)).toEqual(inHours.map(({ opened }) => opened));
  for (const [name, { count }] of Object.entries(counts))
    expect([name, count]).toEqual([name, total[name as keyof typeof counts]]);
}

/** How old the backlog is. */
export async function checkAges(world: World, tickets: ExpectedTicket[], asOf: AsOf, at?: Date) {
  const { ages } = await backlogAge(world.query, at);
  for (const { fromDays, toDays, total, categories } of ages) {
    const ofAge = tickets.filter(({ status, openedAt }) => {
      const days = (asOf.at.getTime() - openedAt) / DAY;
      return status !== 'closed' && days >= fromDays && days < (toDays ?? Infinity);
    });
    expect([fromDays, total]).toEqual([fromDays, ofAge.length]);
    for (const { category, notYetClosed } of categories)
      expect(notYetClosed).toBe(ofAge.filter((ticket) => ticket.category === category).length);
  }
}
