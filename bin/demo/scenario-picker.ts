import type { SeededRandom } from '../random.js';
import { CAMPUS, SCENARIOS, type Opening, type Scenario } from './campus.js';
import { someone } from './people.js';
import { somewhere } from './places.js';
import type { Period, Report } from './plan.js';

/** Texts that name a place can come more often without looking like a copy. */
const WITH_PLACE = 3;
/** Places that there are many of. */
const PLACE = /\{(room|hall|building|flat|printer)\}/;

/** Chooses what is reported next, where and by whom, so that the same words stay rare. */
export class ScenarioPicker {
  /** The openings of a scenario that have not been used since all of them were. */
  private readonly unused = new Map<Scenario, Opening[]>();

  constructor(private readonly period: Pick<Period, 'calendar' | 'population'>) {}

  next(at: number, atHome: boolean, random: SeededRandom): Report {
    const scenario = this.scenario(this.period.calendar.local(at).month, atHome, random);
    const { language } = scenario;
    const opening = this.opening(scenario, at, random);
    const place = somewhere(random, language);
    return { scenario, opening, place, person: someone(random, language, this.period.population) };
  }

  /** It is back, at the same place and for the same person. */
  again(before: Report, follows: string, random: SeededRandom): Report {
    return { ...before, opening: { text: random.pick(before.scenario.again ?? []) }, follows, sameAs: undefined };
  }

  /** Somebody else reports the same. */
  too({ scenario, opening, place }: Report, sameAs: string, random: SeededRandom): Report {
    const { language } = scenario;
    const person = someone(random, language, this.period.population);
    const text = random.pick(CAMPUS.languages[language].tooWords) + opening.text;
    return { scenario, opening: { text }, place, person, sameAs };
  }

  private scenario(month: number, atHome: boolean, random: SeededRandom): Scenario {
    const possible = SCENARIOS.filter(
      (scenario) => scenario.atHome === atHome && (scenario.months?.includes(month) ?? true),
    );
    let at = random.next() * possible.reduce((sum, scenario) => sum + weight(scenario), 0);
    const found = possible.find((scenario) => (at -= weight(scenario)) < 0) ?? possible[0];
    if (!found) throw new Error('no scenario fits');
    return found;
  }

  private opening(scenario: Scenario, at: number, random: SeededRandom): Opening {
    let unused = this.unused.get(scenario) ?? [];
    const isClosed = !this.period.calendar.isOpen(at);
    const isPossible = (opening: Opening): boolean => !(opening.byPhone && isClosed);
    if (!unused.some(isPossible)) {
      this.unused.set(scenario, (unused = [...unused, ...scenario.openings.flatMap(copies)]));
    }
    const opening = random.pick(unused.filter(isPossible));
    unused.splice(unused.indexOf(opening), 1);
    return opening;
  }
}

function weight({ openings, language }: Scenario): number {
  return openings.length * (language === 'en' ? 1 : 0.6);
}

function copies(opening: Opening): Opening[] {
  return Array<Opening>(PLACE.test(opening.text) ? WITH_PLACE : 1).fill(opening);
}
