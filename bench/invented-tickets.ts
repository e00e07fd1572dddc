import { loadCategorizer } from '#libs/categorizer/load-model.js';
import type { HistoryEvent } from '#libs/event-log/history.js';
import { campusLife } from '../bin/demo/life.js';

const YEAR = 365 * 86_400_000;

/** Years of invented tickets that end a minute ago, in pieces for `copyHistory`. */
export function inventedTickets(tickets: number, years: number): Generator<readonly HistoryEvent[]> {
  const categorizer = loadCategorizer();
  const until = Date.now() - 60_000;
  const classify = (text: string) => categorizer.classify(text);
  return campusLife({
    seed: 1,
    tickets,
    from: until - years * YEAR,
    until,
    timeZone: 'Europe/Rome',
    firstNumber: 1,
    classify,
  });
}
