import type { Category } from '#libs/tickets/events.js';
import type { SeededRandom } from './random.js';

interface Theme {
  readonly things: readonly string[];
  readonly troubles: readonly string[];
}

const THEMES: Readonly<Record<Category, Theme>> = {
  'facility-management': {
    things: [
      'heater',
      'radiator',
      'window',
      'door lock',
      'elevator',
      'lamp',
      'ceiling',
      'tap',
      'toilet',
      'chair',
      'blind',
      'socket',
      'carpet',
      'smoke alarm',
      'bicycle rack',
    ],
    troubles: [
      'is broken',
      'does not close any more',
      'drips since the weekend',
      'makes a loud noise',
      'is stuck',
      'stays cold',
      'flickers all day',
      'smells of burning',
      'is dirty again',
      'came off the wall',
    ],
  },
  'technical-it': {
    things: [
      'projector',
      'printer',
      'wifi',
      'login',
      'password',
      'computer',
      'monitor',
      'microphone',
      'e-mail account',
      'license',
      'network drive',
      'website',
      'scanner',
      'keyboard',
      'VPN',
    ],
    troubles: [
      'does not work',
      'shows an error',
      'is very slow',
      'cannot be reached',
      'lost its connection',
      'asks for an update',
      'stays black',
      'prints empty pages',
      'expired yesterday',
      'hangs when it starts',
    ],
  },
  'services-complaints': {
    things: [
      'canteen',
      'library',
      'course registration',
      'student card',
      'certificate',
      'parking place',
      'language course',
      'exam date',
      'refund',
      'locker',
      'sports hall',
      'shuttle bus',
      'reception',
      'cleaning',
      'invoice',
    ],
    troubles: [
      'is closed too early',
      'was never answered',
      'is too expensive',
      'is always full',
      'has a wrong name on it',
      'takes weeks',
      'was cancelled without a word',
      'is not on the list',
      'is rude',
      'should be checked',
    ],
  },
};
const BUILDINGS = [
  'Main Building',
  'Library',
  'North Wing',
  'Physics',
  'Chemistry',
  'Law School',
  'Sports Centre',
  'Dormitory A',
  'Dormitory B',
  'Design Faculty',
  'Computing Centre',
  'Old Mill',
];
const ENDINGS = [
  '',
  '',
  '',
  ' Please have a look.',
  ' It is urgent, there is a lecture tomorrow.',
  ' I reported it last week already.',
  ' Several of us have the same problem.',
  ' Thank you!',
  ' You can call me in the morning.',
  ' This happens every Monday.',
];
const MESSAGES = [
  'Somebody is on the way.',
  'Is it still so today?',
  'Yes, nothing has changed.',
  'We have ordered the part.',
  'It works again, thank you.',
  'Which room exactly?',
  'On the second floor, left of the stairs.',
  'The technician comes on Tuesday.',
  'Please try again now.',
  'I could not find it.',
];

/** What somebody might write about something of this category. */
export function describe(random: SeededRandom, category: Category): string {
  const { things, troubles } = THEMES[category];
  const place = `${random.pick(BUILDINGS)}, room ${random.below(5)}.${String(random.below(40) + 1).padStart(2, '0')}`;
  const start = random.chance(0.5) ? 'The ' : `${place}: `;
  const where = start === 'The ' ? ` in ${place}` : '';
  const second = random.chance(0.25) ? ` Also the ${random.pick(things)} ${random.pick(troubles)}.` : '';
  return `${start}${random.pick(things)}${where} ${random.pick(troubles)}.${second}${random.pick(ENDINGS)}`;
}

export function message(random: SeededRandom): string {
  const text = random.pick(MESSAGES);
  return random.chance(0.3) ? `${text} ${random.pick(MESSAGES)}` : text;
}
