import type { Place } from './places.js';
import type { Language } from './stories/story.js';

const GREETINGS = { en: ['Hello', 'Hi'], it: ['Buongiorno', 'Buongiorno'], de: ['Guten Tag', 'Guten Tag'] } as const;
const DAYS = {
  en: ['today', 'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  it: ['oggi', 'domenica', 'lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato'],
  de: ['heute', 'Sonntag', 'Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag'],
} as const;

/** "Hello," or "Hi Giulia," */
export function greeting(language: Language, call: string | undefined): string {
  const [plain, personal] = GREETINGS[language];
  return call ? `${personal} ${call},` : `${plain},`;
}

/** "Thursday"; "today" when no day has passed. */
export function dayName(language: Language, weekday: number, daysAway: number): string {
  return DAYS[language][daysAway === 0 ? 0 : weekday + 1] ?? '';
}

/**
 * Fills the braces of a text; a sentence that begins with one gets its capital letter.
 * @throws {TypeError} when a brace has no such word
 */
export function fill(text: string, words: Place & Readonly<Record<'hello' | 'weekday', string>>): string {
  const filled = text.replace(/\{(\w+)\}/g, (_, word: string) => {
    const value = (words as Readonly<Record<string, string>>)[word];
    if (value === undefined) throw new TypeError(`nothing fills {${word}} in "${text}"`);
    return value;
  });
  return text.startsWith('{') ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}
