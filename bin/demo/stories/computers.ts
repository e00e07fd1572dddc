import { type Story, to } from './story.js';

export const computers: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'day',
    openings: [
      'Computer 07 in {lab} does not start, black screen and three beeps.',
      'Monitor in {room} has green stripes.',
      'keyboard of the second pc in {lab}: the letter e is missing, physically',
      'My office PC in {room} needs twenty minutes until I can work. I have started to come earlier so that it can come earlier too.',
      {
        text: 'Laptop broken',
        edit: 'Laptop broken: the battery of my work laptop is swollen, the touchpad already stands up.',
      },
      'The docking station in {room} shows a picture on one screen only.',
      'After the update last night my computer wants a recovery key of 48 digits. I have never seen such a key.',
      'All mice in {lab} have disappeared. Only the cables are still there.',
      'The computers in {lab} show last semester’s background and nobody can log in, "trust relationship failed".',
      { text: 'By phone: PC of the dean’s office does not start, meeting at eleven.', byPhone: true },
    ],
    talks: [
      to(/mice|keyboard|docking/, 'h: Replaced, and this time screwed down.', 'u: Thank you.'),
      to(
        /not start|swollen|Laptop|stripes/,
        'h: {hello} please leave it off, we bring another one in the afternoon.',
        'h: Exchanged. Your files are in the cloud folder, nothing is lost.',
        'u: Everything there. Thank you!',
      ),
      to(/not start/, 'h: Power supply replaced.', 'u: Works.'),
      to(
        /recovery key/,
        'h: The key is in our list. For security please call 5555 and we read it out.',
        'u: Called, typed, works. Thanks for the patience with my typing.',
      ),
      to(
        /twenty minutes/,
        'h: It is full: 2 GB free of 500. May we move the old videos to the network drive?',
        'u: Yes please, but not the folder "Grandma".',
        'h: Moved, without Grandma. It starts in forty seconds now.',
        'u: You are heroes.',
      ),
      to(/trust relationship/, 'h: Rejoined all machines of that room to the domain.', 'u: Class could start, thanks.'),
    ],
    again: ['The same PC in {lab} beeps again and does not start.'],
  },
  {
    category: 'technical-it',
    pace: 'days',
    openings: [
      'I need a second monitor in {room}, who do I ask?',
      'Our project has two new people from the first of next month. They need laptops and accounts, please.',
      'The hard disk of the measuring computer in {room} makes clicking noises. Nine years of data are on it!',
      'Telephone 4471 in {room} has no tone.',
      'Request: more space on our group drive, we are at 99 percent.',
      'My headset is not recognised in video meetings, although it works with music.',
      'A mail says my hard disk will be encrypted with new software {weekday}. Do I have to do something?',
    ],
    talks: [
      to(
        /headset/,
        'h: {hello} please choose it in the settings of the meeting, not of the computer.',
        'u: Found it. Thanks!',
      ),
      to(
        /monitor|laptops/,
        'h: {hello} approved. You can pick it up from the service desk, weekdays 9 to 12.',
        'u: Picked up, thank you.',
      ),
      to(
        /hard disk of the/,
        'h: Please switch it off now and do not start it any more. A colleague comes with a disk.',
        'u: It is off. Should I worry?',
        'h: Copied, everything could be read. New disk is in, and from today there is a backup every night.',
        'u: I owe you a cake.',
      ),
      to(/space/, 'h: Increased by 500 GB.', 'u: Great, thanks.'),
      to(/Telephone/, 'h: The phone has been set up anew, please try.', 'u: Tone is back.'),
      to(
        /encrypted/,
        'h: Nothing to do from your side; it only takes a little longer at the first start.',
        'u: ok thanks',
      ),
    ],
  },
];
