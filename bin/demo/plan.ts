import type { Status } from '#libs/tickets/events.js';
import type { CampusCalendar } from './calendar.js';
import type { Dice } from './dice.js';
import { oneOfStaff, someone, type Person } from './people.js';
import type { Place } from './places.js';
import { EVERYDAY } from './stories/everyday.js';
import type { Language, Opening, Pace, Story, Talk } from './stories/story.js';
import { dayName, fill, greeting } from './words.js';

/** Somebody reports something. */
export interface Report {
  readonly story: Story;
  readonly opening: Opening;
  readonly place: Place;
  readonly person: Person;
  /** The ticket that this one follows. */
  readonly follows?: string;
}
export type Deed =
  | { readonly type: 'open'; readonly text: string }
  | { readonly type: 'describe'; readonly text: string }
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'status'; readonly status: Status }
  /** The helpdesk looks whether the category is right; `care`, 0..1, is how thoroughly (0 not at all). */
  | { readonly type: 'judge'; readonly care: number }
  | { readonly type: 'me-too' };
/** What somebody is going to do about a ticket. */
export interface Act {
  readonly at: number;
  readonly role: 'user' | 'helpdesk';
  readonly person: Person;
  readonly deed: Deed;
}

const MINUTE = 60_000;
/** Median of the working minutes until it is done. */
const PACES: Readonly<Record<Pace, number>> = { hours: 170, day: 520, days: 2_300, weeks: 6_500 };
const SIGMA = 0.75;
/** Some wait for a part or a signature, so many times as long. */
const STUCK = { share: 0.05, times: 5 };
/** The helpdesk has been behind for some weeks: what is open now is something to look at. */
const BEHIND = { for: 21 * 24 * 60 * MINUTE, times: 1.4 };
const WITHOUT_WORDS = 0.22;

export interface Campus {
  readonly calendar: CampusCalendar;
  /** How many people there are. */
  readonly population: number;
  /** When the story ends, in milliseconds since 1970. */
  readonly until: number;
}

/** Plans a ticket from its report to its end, in order of time; whoever carries it out stops where the story must. */
export function plan(report: Report, at: number, dice: Dice, campus: Campus): Act[] {
  return new Planner(report, at, dice, campus).acts();
}

class Planner {
  private readonly language: Language;
  private readonly helper: Person;
  private readonly calendar: CampusCalendar;

  constructor(
    private readonly report: Report,
    private readonly at: number,
    private readonly dice: Dice,
    private readonly campus: Campus,
  ) {
    this.calendar = campus.calendar;
    this.language = report.story.language ?? 'en';
    this.helper = oneOfStaff(dice, report.story.category);
  }

  acts(): Act[] {
    const { dice, calendar, at, report } = this;
    const behind = at > this.campus.until - BEHIND.for ? BEHIND.times : 1;
    const slow = (dice.chance(STUCK.share) ? STUCK.times : 1) * behind;
    const work = dice.around(PACES[report.story.pace], SIGMA) * slow;
    const activeAt = calendar.afterWork(at, Math.min(dice.around(150, 0.9) * slow, work * 0.7));
    const doneAt = Math.max(calendar.afterWork(at, work), activeAt + 2 * MINUTE);
    const talk = dice.chance(WITHOUT_WORDS) ? [] : this.talk(dice.pick(talksAbout(report)).lines, activeAt, doneAt);
    const closedAt = this.closing(talk, doneAt);
    const before = [...talk, ...this.edit(), ...this.others(closedAt)].filter((act) => act.at < closedAt);
    return [
      this.open(),
      ...before,
      this.byHelper(activeAt, { type: 'status', status: 'active' }),
      this.byHelper(activeAt + Math.round(dice.between(5, 90) * 1000), { type: 'judge', care: dice.next() }),
      this.byHelper(closedAt, { type: 'status', status: 'closed' }),
    ].sort((one, other) => one.at - other.at);
  }

  private open(): Act {
    const { opening, person } = this.report;
    const deed: Deed = {
      type: 'open',
      text: this.words(opening.text, this.at, this.calendar.afterWork(this.at, 1_200)),
    };
    if (opening.byPhone) return this.byHelper(this.at, deed);
    return { at: this.at, role: 'user', person, deed };
  }

  private edit(): Act[] {
    const { edit } = this.report.opening;
    if (!edit || this.dice.chance(0.2)) return [];
    const at = Math.round(this.at + this.dice.around(14, 0.9) * MINUTE);
    return [
      { at, role: 'user', person: this.report.person, deed: { type: 'describe', text: this.words(edit, at, at) } },
    ];
  }

  private others(until: number): Act[] {
    const { others = 0.1 } = this.report.story;
    const count = this.dice.count(others * this.dice.between(0, 2));
    return Array.from({ length: count }, () => {
      const at = Math.round(this.at + (until - this.at) * this.dice.next() ** 2);
      const person = someone(this.dice, this.language, this.campus.population);
      return { at: this.calendar.awake(at), role: 'user', person, deed: { type: 'me-too' } };
    });
  }

  /** The helpdesk's first line comes with the work, its last one with the end; users answer when they see it. */
  private talk(lines: readonly string[], activeAt: number, doneAt: number): Act[] {
    const { dice, calendar } = this;
    const times: number[] = [];
    const count = lines.filter(isHelpdesk).length;
    let said = 0;
    let last = this.at;
    for (const line of lines) {
      if (isHelpdesk(line)) {
        said++;
        const share = (said - 1) / Math.max(1, count - 1);
        const due =
          count === 1 || said === count ? doneAt : activeAt + (doneAt - activeAt) * share * dice.between(0.6, 1);
        last = Math.max(calendar.afterWork(due, dice.around(4, 0.5)), calendar.afterWork(last, dice.around(15, 0.6)));
      } else {
        const pause = said === 0 ? dice.between(0.3, 0.8) * (doneAt - this.at) : dice.around(35, 1) * MINUTE;
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

  private line(line: string, at: number, promised: number): Act {
    const deed: Deed = { type: 'say', text: this.words(line.slice(3), at, promised) };
    return isHelpdesk(line) ? this.byHelper(at, deed) : { at, role: 'user', person: this.report.person, deed };
  }

  private closing(talk: readonly Act[], doneAt: number): number {
    const { dice, calendar } = this;
    const lastWord = talk.findLast((act) => act.role === 'helpdesk')?.at ?? doneAt;
    const thanks = talk.at(-1)?.at ?? doneAt;
    if (thanks > lastWord && dice.chance(0.6)) return calendar.afterWork(thanks, dice.around(45, 0.8));
    return calendar.afterWork(Math.max(lastWord, doneAt), dice.around(6, 0.8));
  }

  private byHelper(at: number, deed: Deed): Act {
    return { at, role: 'helpdesk', person: this.helper, deed };
  }

  private words(text: string, at: number, promised: number): string {
    const { language, calendar, report } = this;
    const day = calendar.local(promised).weekday;
    const weekday = dayName(language, day, calendar.daysBetween(at, promised));
    return fill(text, { ...report.place, hello: greeting(language, report.person.call), weekday });
  }
}

/** Those made for this report, at times also those that fit all of its kind. */
function talksAbout({ story, opening }: Report): readonly Talk[] {
  const made = story.talks.filter((talk) => talk.to?.test(opening.text) || talk.to?.test(opening.edit ?? ''));
  const fitting = story.talks.filter((talk) => !talk.to);
  if (made.length > 0) return [...made, ...made, ...fitting];
  return fitting.length > 0 ? fitting : EVERYDAY[story.language ?? 'en'];
}

function isHelpdesk(line: string): boolean {
  return line.startsWith('h: ');
}
