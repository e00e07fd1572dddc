import type { SeededRandom } from '../random.js';
import { normalPlace } from '#libs/tickets/place.js';
import { CAMPUS, type Language } from './campus.js';

/** Where something is reported: fills the braces of a scenario, the same ones in all that is said about it. */
export type Place = Readonly<
  Record<'room' | 'hall' | 'lab' | 'building' | 'floor' | 'flat' | 'residence' | 'printer', string>
>;

const { buildings, floors, halls, labs, languages, namedBuildings, residences } = CAMPUS;
/** Halls that have the same name in every language. */
const NAMED_HALLS = halls.filter((hall) => !hall.startsWith('lecture'));

export function somewhere(random: SeededRandom, language: Language): Place {
  const letter = random.pick(buildings);
  const floor = random.below(floors.length);
  const two = (below: number): string => String(1 + random.below(below)).padStart(2, '0');
  const residence = random.pick(residences);
  const named = language === 'en' && random.chance(0.3);
  return {
    room: `${letter}${floor}.${two(28)}`,
    hall: random.pick(language === 'en' ? halls : NAMED_HALLS),
    lab: random.pick(labs),
    building: named ? random.pick(namedBuildings) : `${languages[language].building} ${letter}`,
    floor: floors[floor] ?? 'ground',
    flat: `${residence} ${1 + random.below(5)}${two(24)}`,
    residence,
    printer: `PR-${letter}${floor}-${two(4)}`,
  };
}

/** What a report gives as its place: the first of its braces that names one, from the room to the building. */
export function placeIn(text: string, place: Place): string | undefined {
  const named = (['room', 'hall', 'lab', 'flat', 'building', 'residence'] as const).find((name) =>
    text.includes(`{${name}}`),
  );
  return named && normalPlace(named === 'lab' ? (place.lab.split(' ').at(-1) ?? '') : place[named]);
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
