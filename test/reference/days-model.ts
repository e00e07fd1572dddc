import { localDay, type ExpectedTicket } from './model.js';

/** Opened on local days and not yet closed, day by day until the one of `now`. */
export function openInDaysOf(tickets: ExpectedTicket[], days: { from: string; to: string }, now: number, zone: string) {
  const rows: { day: string; opened: number; notYetClosed: number }[] = [];
  const last = localDay(now, zone) < days.to ? localDay(now, zone) : days.to;
  for (let day = days.from; day <= last; day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)) {
    const inside = tickets.filter((t) => localDay(t.openedAt, zone) === day);
    rows.push({ day, opened: inside.length, notYetClosed: inside.filter((t) => t.status !== 'closed').length });
  }
  return rows;
}

/** Tickets of local days by what they can be told apart by, and all of them. */
export function periodGroupsOf(
  tickets: ExpectedTicket[],
  days: { from: string; to: string },
  zone: string,
  by: string,
) {
  const during = (at: number | null): boolean =>
    at !== null && localDay(at, zone) >= days.from && localDay(at, zone) <= days.to;
  const opened = tickets.filter((t) => during(t.openedAt)).map((t) => ({ t, key: keyOf(t, t.openedAt, zone, by) }));
  const closed = tickets
    .filter((t) => during(t.closedAt))
    .map((t) => ({ t, key: keyOf(t, t.closedAt as number, zone, by) }));
  const keys = [...new Set([...opened, ...closed].map(({ key }) => key))];
  const group = (of: (key: string) => boolean) => ({
    ...cohortOf(opened.filter(({ key }) => of(key)).map(({ t }) => t)),
    closedThen: closed.filter(({ key }) => of(key)).length,
  });
  const groups = Object.fromEntries(keys.map((key) => [key, group((one) => one === key)]));
  return { total: group(() => true), groups };
}

function cohortOf(tickets: ExpectedTicket[]) {
  const sorted = (times: number[]): number[] => times.sort((a, b) => a - b);
  const ended = sorted(tickets.flatMap((t) => (t.closedAt === null ? [] : [t.closedAt - t.openedAt])));
  const answers = tickets.map((t) => t.messageTimes.find(({ by }) => by === 'helpdesk')?.at ?? null);
  const waits = sorted(answers.flatMap((at, i) => (at === null ? [] : [at - (tickets[i] as ExpectedTicket).openedAt])));
  const rank = (times: number[], part: number): number | null => times[Math.ceil(times.length * part) - 1] ?? null;
  const within = (days: number): number => ended.filter((ms) => ms <= days * 86_400_000).length;
  return {
    opened: tickets.length,
    closed: ended.length,
    closedWithin1: within(1),
    closedWithin3: within(3),
    closedWithin7: within(7),
    medianMs: rank(ended, 0.5),
    p90Ms: rank(ended, 0.9),
    answered: waits.length,
    medianAnswerMs: rank(waits, 0.5),
    p90AnswerMs: rank(waits, 0.9),
  };
}

function keyOf(ticket: ExpectedTicket, at: number, zone: string, by: string): string {
  const day = localDay(at, zone);
  const weekday = new Date(`${day}T00:00Z`).getUTCDay() || 7;
  if (by === 'category') return ticket.category;
  if (by === 'place') return ticket.place ?? '';
  if (by === 'month') return day.slice(0, 7);
  if (by === 'week') return new Date(Date.parse(day) - (weekday - 1) * 86_400_000).toISOString().slice(0, 10);
  if (by === 'day') return day;
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(at);
  return `${weekday}-${hour}`;
}
