import { createHash } from 'node:crypto';
import type { Category } from '#libs/tickets/events.js';
import type { SeededRandom } from '../random.js';
import { CAMPUS, type Language } from './campus.js';

/** Somebody with a browser; with a name if they ever typed one. */
export interface Person {
  readonly browser: string;
  readonly name?: string;
  /** How the helpdesk addresses them. */
  readonly call?: string;
}

const UNITS = /^(Secretariat|Sekretariat|Segreteria|Student council)/;

/**
 * One of the people of the campus. Less than half of them have ever typed a name.
 * @param population how many there are
 */
export function someone(random: SeededRandom, language: Language, population: number): Person {
  const index = random.below(population);
  const browser = `demo-${language}-${index}`;
  const names = CAMPUS.names[language];
  if (index % 9 > 3) return { browser };
  const name = names[index % names.length] ?? '';
  return { browser, name, ...(UNITS.test(name) ? {} : { call: callName(name) }) };
}

/** One of the helpdesk who looks after this. */
export function oneOfStaff(random: SeededRandom, category: Category): Person {
  const name = random.pick(CAMPUS.staff[category]);
  return { browser: `demo-helpdesk-${name}`, name };
}

/** "Hello," or "Hi Giulia," */
export function greeting(language: Language, { call }: Person): string {
  const { greeting: plain, personalGreeting } = CAMPUS.languages[language];
  return call ? `${personalGreeting} ${call},` : `${plain},`;
}

/** As command-api makes it: not the same on two tickets. */
export function browserOn(person: Person, ticketId: string): string {
  return createHash('sha256').update(`${person.browser}:${ticketId}`).digest('hex');
}

function callName(name: string): string {
  return /^(Prof|Dr)\./.test(name) ? name : (name.split(' ')[0] ?? name);
}
