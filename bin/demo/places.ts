import type { Dice } from './dice.js';
import type { Language } from './stories/story.js';

/** Where something is reported: fills the braces of a story, the same ones in all that is said about it. */
export type Place = Readonly<
  Record<'room' | 'hall' | 'lab' | 'building' | 'floor' | 'flat' | 'residence' | 'printer', string>
>;

const BUILDINGS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const NAMED = ['the library', 'the main building', 'the old school of music', 'the sports centre'] as const;
const HALLS = [
  'Aula Magna',
  'lecture hall 1',
  'lecture hall 2',
  'lecture hall 5',
  'A0.02',
  'C0.10',
  'D1.01',
  'D1.02',
] as const;
const LABS = ['computer lab E1.11', 'computer lab E2.11', 'computer lab B0.05', 'PC room F1.02'] as const;
const RESIDENCES = ['Rosengarten', 'Talvera', 'Dolomiti'] as const;
const FLOORS = ['ground', 'first', 'second', 'third', 'fourth'] as const;
const BUILDING = { en: 'Building', it: 'edificio', de: 'Gebäude' } as const;

export function somewhere(dice: Dice, language: Language): Place {
  const letter = dice.pick(BUILDINGS);
  const floor = dice.below(FLOORS.length);
  const two = (below: number): string => String(1 + dice.below(below)).padStart(2, '0');
  const residence = dice.pick(RESIDENCES);
  const named = language === 'en' && dice.chance(0.3);
  return {
    room: `${letter}${floor}.${two(28)}`,
    hall: language === 'en' ? dice.pick(HALLS) : dice.pick(HALLS.filter((hall) => !hall.startsWith('lecture'))),
    lab: dice.pick(LABS),
    building: named ? dice.pick(NAMED) : `${BUILDING[language]} ${letter}`,
    floor: FLOORS[floor] ?? 'ground',
    flat: `${residence} ${1 + dice.below(5)}${two(24)}`,
    residence,
    printer: `PR-${letter}${floor}-${two(4)}`,
  };
}
