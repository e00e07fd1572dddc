import { always, type Story, to } from './story.js';

export const liftsAndDoors: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'hours',
    others: 3,
    openings: [
      'The lift in {building} is stuck on the {floor} floor with the doors open.',
      'Lift in {building} is out of order again. A colleague in a wheelchair cannot get to her office.',
      'lift doors close far too fast, they hit people',
      'The lift in {building} makes a grinding noise between the first and second floor and then stops for some seconds. I took the stairs after that.',
      'The emergency button in the lift of {building} rings but nobody answers. I tried it because the light inside was off.',
      { text: 'Phone: two people are stuck in the lift of {building}!', byPhone: true },
    ],
    talks: [
      to(
        /stuck in/,
        'h: A porter is with them and the technician will be there in twenty minutes.',
        'h: Both are out and well, they got a coffee. The lift stays closed until it is checked.',
      ),
      to(
        /stuck on|out of order|doors|stopped/,
        'h: The lift company is informed and will be here within two hours. If somebody cannot use the stairs, please call the porters, they help.',
        'h: It runs again: a stone in the door rail.',
        'u: Thanks! It is always the stones.',
      ),
      to(
        /grinding|too fast|button/,
        'h: {hello} thank you, we have put it out of service to be safe.',
        'u: Any idea how long it will take?',
        'h: The technician needs a part and will be back {weekday}.',
        'h: Part replaced and tested, the lift is in service.',
      ),
      always('h: Restarted and checked, it works.'),
    ],
    again: [
      'The lift in {building} has stopped again on the {floor} floor.',
      'Lift in {building}: the same grinding noise as before the repair.',
    ],
  },
  {
    category: 'facility-management',
    pace: 'day',
    others: 0.4,
    openings: [
      'Door of {room} does not lock. You turn the key and nothing happens.',
      'The key broke off in the lock of {room}. Half of it is still inside.',
      'The automatic door at the entrance of {building} stays open and the wind blows through the whole hall.',
      'Fire door on the {floor} floor of {building} has been kept open with a wedge for weeks. I remove it, and the next day there is a new one.',
      {
        text: 'Locker will not open',
        edit: 'Locker 114 in {building} will not open, my laptop is in there. Code is right.',
      },
      'I have lost the key to {room}, probably on the way between the canteen and {building}. It has a green tag.',
      'Door handle of the toilets next to {room} came off. There was someone inside, we got her out with a screwdriver.',
      'The side entrance of {building} does not fall shut by itself, so it stands open all night.',
    ],
    talks: [
      to(/lost the key/, 'h: It was found at the porter’s. Please fetch it.', 'u: What luck, thank you!'),
      to(/handle/, 'h: New handle is on, with a bolt through it this time.', 'u: Thanks.'),
      to(
        /lock\.|key broke|not lock/,
        'h: The locksmith comes this afternoon.',
        'h: New cylinder is in. Keys are with the porters, please bring your card.',
        'u: Got them, thanks.',
      ),
      to(
        /fall shut|automatic|Fire door/,
        'h: {hello} adjusted the closer. It falls shut by itself now.',
        'u: It does. Thank you!',
      ),
      to(
        /Locker/,
        'h: Please call us on 5555 when you stand in front of it, we open it for you.',
        'u: Now would be good, I am here until four.',
        'h: Opened. The latch was bent; it got a new one.',
      ),
      always('h: Repaired.'),
    ],
    again: ['Door of {room}: again it does not lock.'],
  },
  {
    category: 'facility-management',
    pace: 'days',
    openings: [
      'Alarm in {building} beeps every minute since yesterday. It is the small box next to the stairs.',
      'The sign on the {floor} floor of {building} still sends people to the old secretariat. Every day somebody knocks here.',
      'Fire extinguisher missing next to {room}, only the hook is left.',
      'The clock in {hall} is eleven minutes slow. Exams are timed by it.',
      'The evacuation plan at {room} shows a door that was walled up last summer.',
    ],
    talks: [
      always('h: Thank you for looking! Put right today.', 'u: Thanks.'),
      to(/clock/, 'h: Set, and tied to the time signal.', 'u: On time, thank you.'),
      to(/extinguisher/, 'h: Replaced, and thank you for looking.'),
      to(/Alarm/, 'h: Low battery in a smoke detector. Replaced.', 'u: Silence at last.'),
      to(/sign|plan/, 'h: We have asked the print shop for a new one.', 'h: New one hangs.'),
    ],
  },
];
