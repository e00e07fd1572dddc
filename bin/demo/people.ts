import { createHash } from 'node:crypto';
import type { Category } from '#libs/tickets/events.js';
import type { Dice } from './dice.js';
import type { Language } from './stories/story.js';

/** Somebody with a browser; with a name if they ever typed one. */
export interface Person {
  readonly browser: string;
  readonly name?: string;
  /** How the helpdesk addresses them. */
  readonly call?: string;
}

const NAMES: Readonly<Record<Language, readonly string[]>> = {
  en: `Amina Yusuf, Ben Carter, Chen Wei, Daniela Petrova, Emre Yılmaz, Fatima Haddad, Grace Okafor, Hiro Tanaka,
    Ingrid Solheim, Jan Kowalski, Kavya Nair, Liam O’Connor, Marta Nowak, Nadia Rahman, Olga, Pablo Ruiz, Quentin Moreau,
    Rosa M., Samir, Tereza Novotná, Uche E., Viktor, Wanjiru K., Prof. Lindqvist, Dr. Ahmed, Dr. Moreau,
    Secretariat Engineering, Student council, Zoe, Yusra, Tom`.split(/,\s+/),
  it: `Giulia Rossi, Marco Bianchi, Chiara Ferrari, Luca Esposito, Sara Conti, Matteo Gallo, Elisa, Davide Moretti,
    Francesca R., Paolo, Prof. De Luca, Alessia Marini, Nicolò, Segreteria didattica`.split(/,\s+/),
  de: `Lukas Gruber, Anna Hofer, Jonas Pichler, Lena Mair, Felix Egger, Katharina Thaler, Maximilian, Prof. Kofler,
    Dr. Steiner, Sophie W., Tobias, Miriam Unterkofler, Elias, Sekretariat Informatik`.split(/,\s+/),
};

/** Who sits at the helpdesk, by what they look after. */
const STAFF: Readonly<Record<Category, readonly string[]>> = {
  'facility-management': ['Marta', 'Jonas', 'Petra'],
  'technical-it': ['Karim', 'Elena', 'Jonas'],
  'services-complaints': ['Elena', 'Petra'],
};

const UNITS = /^(Secretariat|Sekretariat|Segreteria|Student council)/;

/**
 * One of the people of the campus. Less than half of them have ever typed a name.
 * @param population how many there are
 */
export function someone(dice: Dice, language: Language, population: number): Person {
  const index = dice.below(population);
  const browser = `demo-${language}-${index}`;
  const names = NAMES[language];
  if (index % 9 > 3) return { browser };
  const name = names[index % names.length] ?? '';
  return { browser, name, ...(UNITS.test(name) ? {} : { call: callName(name) }) };
}

/** One of the helpdesk who looks after this. */
export function oneOfStaff(dice: Dice, category: Category): Person {
  const name = dice.pick(STAFF[category]);
  return { browser: `demo-helpdesk-${name}`, name };
}

/** As command-api makes it: not the same on two tickets. */
export function browserOn(person: Person, ticketId: string): string {
  return createHash('sha256').update(`${person.browser}:${ticketId}`).digest('hex');
}

function callName(name: string): string {
  return /^(Prof|Dr)\./.test(name) ? name : (name.split(' ')[0] ?? name);
}
