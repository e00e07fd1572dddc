import { dangerWords } from '#libs/categorizer/danger.js';
import type { Status } from '#libs/tickets/events.js';
import type { SeededRandom } from '../random.js';
import type { CampusCalendar } from './calendar.js';
import { CAMPUS, type Language, type Opening, type Scenario, type Talk } from './campus.js';
import { greeting, oneOfStaff, someone, type Person } from './people.js';
import { fill, placeIn, type Place } from './places.js';

/** Somebody reports something. */
export interface Report {
  readonly scenario: Scenario;
  readonly opening: Opening;
  readonly place: Place;
  readonly person: Person;
  /** The ticket that this one follows. */
  readonly follows?: string;
  /** The ticket that reports the same already. */
  readonly sameAs?: string | undefined;
}
/** What somebody does; `say` posts a message. */
export type Action =
  | { readonly type: 'open'; readonly text: string; readonly place?: string; readonly hasPhoto: boolean }
  | { readonly type: 'describe'; readonly text: string }
  | { readonly type: 'say'; readonly text: string; readonly isPrivate?: true }
  /** What was said in private is hidden from users. */
  | { readonly type: 'hide'; readonly reason: string }
  | { readonly type: 'assign'; readonly name: string }
  | { readonly type: 'urgent' }
  | { readonly type: 'same'; readonly of: string }
  | { readonly type: 'status'; readonly status: Status }
  /** The helpdesk looks whether the category is right; `care`, 0..1, is how thoroughly (0 not at all). */
  | { readonly type: 'judge'; readonly care: number }
  | { readonly type: 'me-too' };
/** An action with its time and its doer. */
export interface Step {
  readonly at: number;
  readonly role: 'user' | 'helpdesk';
  readonly person: Person;
  readonly action: Action;
}

const MINUTE = 60_000;
/** Median of the working minutes until it is done. */
const PACES: Readonly<Record<Scenario['pace'], number>> = { hours: 170, day: 520, days: 2_300, weeks: 6_500 };
const SIGMA = 0.75;
/** Some wait for a part or a signature, so many times as long. */
const STUCK = { share: 0.05, times: 5 };
/** The helpdesk has been behind for some weeks: what is open now is something to look at. */
const BEHIND = { for: 21 * 24 * 60 * MINUTE, times: 1.4 };
const WITHOUT_WORDS = 0.22;
const WITH_PHOTO = 0.5;
const ASSIGNED = 0.6;
const URGENT = 0.02;
const PRIVATE = 0.02;

/** The time that is invented, with its campus. */
export interface Period {
  readonly calendar: CampusCalendar;
  /** How many people there are. */
  readonly population: number;
  /** When the period ends, in milliseconds since 1970. */
  readonly until: number;
}

/** Plans a ticket from its report to its end, in order of time; whoever performs it stops at the end of the period. */
export function plan(report: Report, at: number, random: SeededRandom, period: Period): Step[] {
  return new Planner(report, at, random, period).steps();
}

class Planner {
  private readonly language: Language;
  private readonly helper: Person;
  private readonly calendar: CampusCalendar;

  constructor(
    private readonly report: Report,
    private readonly at: number,
    private readonly random: SeededRandom,
    private readonly period: Period,
  ) {
    this.calendar = period.calendar;
    this.language = report.scenario.language;
    this.helper = oneOfStaff(random, report.scenario.category);
  }

  steps(): Step[] {
    const { random, calendar, at, report } = this;
    const behind = at > this.period.until - BEHIND.for ? BEHIND.times : 1;
    const slow = (random.chance(STUCK.share) ? STUCK.times : 1) * behind;
    const work = random.around(PACES[report.scenario.pace], SIGMA) * slow;
    const activeAt = calendar.afterWork(at, Math.min(random.around(150, 0.9) * slow, work * 0.7));
    const doneAt = Math.max(calendar.afterWork(at, work), activeAt + 2 * MINUTE);
    const talk = random.chance(WITHOUT_WORDS) ? [] : this.talk(random.pick(talksAbout(report)).lines, activeAt, doneAt);
    const closedAt = this.closing(talk, doneAt);
    const before = [...talk, ...this.edit(), ...this.others(closedAt), ...this.care(activeAt)].filter(
      (step) => step.at < closedAt,
    );
    return [
      this.open(),
      ...before,
      this.byHelper(activeAt, { type: 'status', status: 'active' }),
      this.byHelper(activeAt + Math.round(random.float(5, 90) * 1000), { type: 'judge', care: random.next() }),
      this.byHelper(closedAt, { type: 'status', status: 'closed' }),
    ].sort((one, other) => one.at - other.at);
  }

  private open(): Step {
    const { opening, person } = this.report;
    const action: Action = {
      type: 'open',
      text: this.words(opening.text, this.at, this.calendar.afterWork(this.at, 1_200)),
      place: placeIn(opening.text, this.report.place),
      hasPhoto: !opening.byPhone && this.random.chance(WITH_PHOTO),
    };
    if (opening.byPhone) return this.byHelper(this.at, action);
    return { at: this.at, role: 'user', person, action };
  }

  /** Who takes care of it, how urgent it is, what it is the same as, and what must not be read by everybody. */
  private care(activeAt: number): Step[] {
    const { random, report, at } = this;
    const { privateWords } = CAMPUS.languages[this.language];
    const soon = (minutes: number): number => activeAt + Math.round(random.around(minutes, 0.5) * MINUTE);
    const isUrgent = dangerWords(report.opening.text).length > 0 || random.chance(URGENT);
    const steps = random.chance(ASSIGNED)
      ? [this.byHelper(soon(1), { type: 'assign', name: this.helper.name ?? '' })]
      : [];
    if (isUrgent) steps.push(this.byHelper(soon(1), { type: 'urgent' }));
    if (report.sameAs) steps.push(this.byHelper(soon(3), { type: 'same', of: report.sameAs }));
    if (random.chance(PRIVATE)) {
      const said = Math.round(at + (activeAt - at) * random.next());
      const action: Action = { type: 'say', text: privateWords.text, isPrivate: true };
      steps.push({ at: said, role: 'user', person: report.person, action });
      steps.push(this.byHelper(soon(5), { type: 'hide', reason: privateWords.reason }));
    }
    return steps;
  }

  private edit(): Step[] {
    const { edit } = this.report.opening;
    if (!edit || this.random.chance(0.2)) return [];
    const at = Math.round(this.at + this.random.around(14, 0.9) * MINUTE);
    return [
      { at, role: 'user', person: this.report.person, action: { type: 'describe', text: this.words(edit, at, at) } },
    ];
  }

  private others(until: number): Step[] {
    const { others } = this.report.scenario;
    const count = this.random.count(others * this.random.float(0, 2));
    return Array.from({ length: count }, () => {
      const at = Math.round(this.at + (until - this.at) * this.random.next() ** 2);
      const person = someone(this.random, this.language, this.period.population);
      return { at: this.calendar.awake(at), role: 'user', person, action: { type: 'me-too' } };
    });
  }

  /** The helpdesk's first line comes with the work, its last one with the end; users answer when they see it. */
  private talk(lines: readonly string[], activeAt: number, doneAt: number): Step[] {
    const { random, calendar } = this;
    const times: number[] = [];
    const count = lines.filter(isHelpdesk).length;
    let said = 0;
    let last = this.at;
    for (const line of lines) {
      if (isHelpdesk(line)) {
        said++;
        const share = (said - 1) / Math.max(1, count - 1);
        const due =
          count === 1 || said === count ? doneAt : activeAt + (doneAt - activeAt) * share * random.float(0.6, 1);
        last = Math.max(
          calendar.afterWork(due, random.around(4, 0.5)),
          calendar.afterWork(last, random.around(15, 0.6)),
        );
      } else {
        const pause = said === 0 ? random.float(0.3, 0.8) * (doneAt - this.at) : random.around(35, 1) * MINUTE;
        last = calendar.awake(last + pause);
      }
      times.push(Math.round(last));
    }
    return lines.map((line, index) => this.line(line, times[index] ?? last, this.nextWord(lines, times, index)));
  }

  /** When the helpdesk speaks again: the day that "comes {weekday}" promises. */
  private nextWord(lines: readonly string[], times: readonly number[], index: number): number {
    const next = lines.findIndex((line, other) => other > index && isHelpdesk(line));
    return times[next] ?? times[index] ?? this.at;
  }

  private line(line: string, at: number, promised: number): Step {
    const action: Action = { type: 'say', text: this.words(line.slice(3), at, promised) };
    return isHelpdesk(line) ? this.byHelper(at, action) : { at, role: 'user', person: this.report.person, action };
  }

  private closing(talk: readonly Step[], doneAt: number): number {
    const { random, calendar } = this;
    const lastWord = talk.findLast((step) => step.role === 'helpdesk')?.at ?? doneAt;
    const thanks = talk.at(-1)?.at ?? doneAt;
    if (thanks > lastWord && random.chance(0.6)) return calendar.afterWork(thanks, random.around(45, 0.8));
    return calendar.afterWork(Math.max(lastWord, doneAt), random.around(6, 0.8));
  }

  private byHelper(at: number, action: Action): Step {
    return { at, role: 'helpdesk', person: this.helper, action };
  }

  private words(text: string, at: number, promised: number): string {
    const { language, calendar, report } = this;
    const { today, weekdays } = CAMPUS.languages[language];
    const { weekday: day } = calendar.local(promised);
    const weekday = calendar.daysBetween(at, promised) === 0 ? today : (weekdays[day] ?? today);
    return fill(text, { ...report.place, hello: greeting(language, report.person), weekday });
  }
}

/** The conversations about this opening, and at times those that fit the whole scenario. */
function talksAbout({ scenario, opening: { text, edit = '' } }: Report): readonly Talk[] {
  const particular = scenario.talks.filter(({ about }) => about?.test(text) || about?.test(edit));
  const general = scenario.talks.filter(({ about }) => !about);
  if (particular.length > 0) return [...particular, ...particular, ...general];
  return general.length > 0 ? general : CAMPUS.languages[scenario.language].talks;
}

function isHelpdesk(line: string): boolean {
  return line.startsWith('h: ');
}
