import type { Dice } from './dice.js';
import { someone } from './people.js';
import { somewhere } from './places.js';
import type { Campus, Report } from './plan.js';
import { STORIES } from './stories/index.js';
import type { Opening, Story } from './stories/story.js';

/** Texts that name a place can come more often without looking like a copy. */
const WITH_PLACE = 3;
/** Places that there are many of. */
const PLACE = /\{(room|hall|building|flat|printer)\}/;

/** Chooses what is reported next, where and by whom, so that the same words stay rare. */
export class Casting {
  private readonly bags = new Map<Story, Opening[]>();

  constructor(private readonly campus: Pick<Campus, 'calendar' | 'population'>) {}

  next(at: number, atHome: boolean, dice: Dice): Report {
    const story = this.story(this.campus.calendar.local(at).month, atHome, dice);
    const language = story.language ?? 'en';
    const place = somewhere(dice, language);
    return {
      story,
      opening: this.opening(story, at, dice),
      place,
      person: someone(dice, language, this.campus.population),
    };
  }

  /** It is back, at the same place and for the same person. */
  again(before: Report, follows: string, dice: Dice): Report {
    const text = dice.pick(before.story.again ?? []);
    return { ...before, opening: { text }, follows };
  }

  private story(month: number, atHome: boolean, dice: Dice): Story {
    const possible = STORIES.filter(
      (story) => (story.atHome ?? false) === atHome && (story.months?.includes(month) ?? true),
    );
    let at = dice.next() * possible.reduce((sum, story) => sum + weight(story), 0);
    const found = possible.find((story) => (at -= weight(story)) < 0) ?? possible[0];
    if (!found) throw new Error('no story fits');
    return found;
  }

  private opening(story: Story, at: number, dice: Dice): Opening {
    let bag = this.bags.get(story) ?? [];
    const closed = !this.campus.calendar.isOpen(at);
    const possible = (opening: Opening): boolean => !(opening.byPhone && closed);
    if (!bag.some(possible)) this.bags.set(story, (bag = [...bag, ...story.openings.flatMap(copies)]));
    const opening = dice.pick(bag.filter(possible));
    bag.splice(bag.indexOf(opening), 1);
    return opening;
  }
}

function weight(story: Story): number {
  return story.openings.length * (story.language ? 0.6 : 1);
}

function copies(opening: string | Opening): Opening[] {
  const one = typeof opening === 'string' ? { text: opening } : opening;
  return Array.from({ length: PLACE.test(one.text) ? WITH_PLACE : 1 }, () => one);
}
