import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#libs/platform/project-root.js';
import { CATEGORIES } from '#libs/tickets/events.js';

const LANGUAGES = ['en', 'it', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const text = z.string().min(1);
const list = z.array(text).nonempty();
const category = z.enum(CATEGORIES);

const opening = z.strictObject({
  text,
  /** What its writer makes of it an hour later. */
  edit: text.optional(),
  /** Only the helpdesk writes it, on the phone. */
  byPhone: z.boolean().optional(),
});
export type Opening = z.infer<typeof opening>;

const talk = z.strictObject({
  /** A regular expression for the openings that it answers; all of the scenario when it is absent. */
  about: text.transform((source) => new RegExp(source)).optional(),
  /** Each line begins with `h: ` (helpdesk) or `u: ` (user). The helpdesk says its last line when the work is done. */
  lines: list,
});
export type Talk = z.infer<typeof talk>;

/**
 * What people on a campus report, and how it goes on. Written by hand; places stand in braces:
 * {room} {hall} {lab} {building} {floor} {flat} {residence} {printer} {weekday}, and {hello} for a greeting.
 */
const scenario = z.strictObject({
  /** Who would be sent. The categorizer may choose another: then the helpdesk corrects it. */
  category,
  /** Working time until it is put right: a median of three hours, a day, three days, two weeks. */
  pace: z.enum(['hours', 'day', 'days', 'weeks']),
  language: z.enum(LANGUAGES).default('en'),
  /** The months in which it happens, 1..12; all of them by default. */
  months: z.array(z.int().min(1).max(12)).optional(),
  /** It happens where people live, so in the evening and at the weekend too. */
  atHome: z.boolean().default(false),
  /** How many others say "me too", on average. */
  others: z.number().default(0.1),
  openings: z.array(z.union([text.transform((words): Opening => ({ text: words })), opening])).nonempty(),
  talks: z.array(talk),
  /** How it is reported when it comes back: a new ticket that follows the first. */
  again: list.optional(),
});
export type Scenario = z.infer<typeof scenario>;

const language = z.strictObject({
  building: text,
  greeting: text,
  personalGreeting: text,
  today: text,
  weekdays: z.array(text).length(7),
  /** How somebody begins who reports what others have reported. */
  tooWords: list,
  /** What somebody writes who does not think of other readers, and why the helpdesk hides it. */
  privateWords: z.strictObject({ text, reason: text }),
  /** What can be said about anything, where no other conversation fits. */
  talks: z.array(talk).nonempty(),
});
const weights = z.array(z.number());

const campus = z.strictObject({
  names: z.record(z.enum(LANGUAGES), list),
  /** Who sits at the helpdesk, by what they look after. */
  staff: z.record(category, list),
  buildings: list,
  namedBuildings: list,
  halls: list,
  labs: list,
  residences: list,
  floors: list,
  /** Public holidays with a fixed date, `month-day`. */
  holidays: list,
  /** How much happens at each hour of a day, 0..23: where people work, and where they live. */
  campusHours: weights.length(24),
  homeHours: weights.length(24),
  /** How much happens in each month: teaching, exams, holidays. */
  months: weights.length(12),
  languages: z.record(z.enum(LANGUAGES), language),
});

const FOLDER = projectPath('bin', 'demo', 'data');

/** The invented campus: its people, places, hours and words (data/campus.json). */
export const CAMPUS = campus.parse(read('campus.json'));

/** All that happens on the campus (data/scenarios), in the order of the files' names. */
export const SCENARIOS: readonly Scenario[] = readdirSync(`${FOLDER}/scenarios`)
  .sort()
  .flatMap((file) => z.array(scenario).parse(read(`scenarios/${file}`)));

function read(file: string): unknown {
  return JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'));
}
