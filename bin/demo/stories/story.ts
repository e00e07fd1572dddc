import type { Category } from '#libs/tickets/events.js';

/** Working time until it is put right: a median of two hours, a day, three days, two weeks. */
export type Pace = 'hours' | 'day' | 'days' | 'weeks';
export type Language = 'en' | 'it' | 'de';

/** The words of a report; what its writer makes of them an hour later; only written on the phone to the helpdesk. */
export interface Opening {
  readonly text: string;
  readonly edit?: string;
  readonly byPhone?: boolean;
}

export interface Talk {
  /** Reports that it answers; without it, all of the story. */
  readonly to?: RegExp;
  readonly lines: readonly string[];
}

/** A conversation about certain reports of a story. */
export function to(reports: RegExp, ...lines: string[]): Talk {
  return { to: reports, lines };
}

/** A conversation that fits whatever the story reports. */
export function always(...lines: string[]): Talk {
  return { lines };
}

/**
 * What people on a campus report, and how it goes on. Written by hand; places stand in braces:
 * {room} {hall} {lab} {building} {floor} {flat} {residence} {printer} {weekday}, and {hello} for a greeting.
 */
export interface Story {
  /** Who would be sent. The categorizer may think otherwise: then the helpdesk corrects it. */
  readonly category: Category;
  readonly pace: Pace;
  readonly language?: Language;
  /** Months in which it happens, 1..12; all of them unless said. */
  readonly months?: readonly number[];
  /** Happens where people live, so in the evening and at the weekend too. */
  readonly atHome?: boolean;
  /** How many others say "me too", on average. */
  readonly others?: number;
  readonly openings: readonly (string | Opening)[];
  /** Conversations, each line by `h:` the helpdesk or `u:` the user. The last word of the helpdesk comes when it is done. */
  readonly talks: readonly Talk[];
  /** How it is reported when it comes back: a new ticket that follows the first. */
  readonly again?: readonly string[];
}

export const COLD_MONTHS = [10, 11, 12, 1, 2, 3, 4] as const;
export const WARM_MONTHS = [5, 6, 7, 8, 9] as const;
