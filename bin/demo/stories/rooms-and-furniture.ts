import { always, type Story, to } from './story.js';

export const roomsAndFurniture: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'days',
    openings: [
      'A chair in {room} is broken, the back comes off when you lean on it.',
      'Two tables in {room} wobble so much that nobody wants to write on them.',
      'the folding seat in row 5 of {hall} does not fold, people climb over it',
      {
        text: 'My desk is broken',
        edit: 'My desk in {room} is broken: the motor lifts only the left side, so everything slides to the right.',
      },
      'The whiteboard in {room} came off the wall on one side. It hangs by two screws.',
      'Please could we have two more chairs in {room}? There are twelve places and fourteen people in the seminar.',
      'The lock of my drawer in {room} is stuck and my passport is inside. I fly on Friday!',
      'A shelf in {room} fell down with all the folders on it last night. Luckily nobody was there, but it should be put up again with proper dowels. We have piled the folders on the floor along the wall.',
      'Blackboard in {hall} cannot be pushed up, it is stuck halfway.',
    ],
    talks: [
      to(
        /drawer/,
        'h: {hello} a colleague comes with the master key before noon.',
        'u: Passport is out, thank you!!',
        'h: Have a good flight. The lock has been changed.',
      ),
      to(/two more chairs/, 'h: Two from the store are in the room.', 'u: Perfect, thank you.'),
      to(
        /chair in|tables|My desk|seat/,
        'h: {hello} we have taken it to the workshop and put another one there for now.',
        'u: Thank you, the new one is better anyway.',
      ),
      always('h: Repaired on site.'),
      to(
        /chairs|desk|tables/,
        'h: We have none of these in store. Ordered, delivery in about a week.',
        'u: Ok. Is there anything we can use until then?',
        'h: Take one from the room next door, it is not booked this week.',
        'h: Delivered and set up this morning.',
        'u: Great!',
      ),
      to(
        /whiteboard|shelf|seat|tables|Blackboard/,
        'h: The carpenter comes {weekday}.',
        'h: Done: four new screws and longer ones.',
      ),
    ],
  },
  {
    category: 'facility-management',
    pace: 'weeks',
    others: 0.6,
    openings: [
      'The carpet in {room} has come loose at the door and people trip over it.',
      'The window in {room} cannot be closed properly. It rattles in the wind and rain comes in.',
      'Crack in the glass of the entrance door of {building}, as long as my arm.',
      'A window handle in {room} came off in my hand. I have put it on the sill.',
      'The roller blind in {room} came down with a crash and now hangs across the window. There are conferences in this room every afternoon and it looks terrible.',
      'acoustics in {hall}: since the panels at the back were taken away nobody understands anything behind row ten. Will they come back?',
      'Paint is coming off the wall in {room} in large flakes, it falls on the desks.',
    ],
    talks: [
      to(
        /acoustics/,
        'h: They come back: the new panels hang from {weekday}.',
        'h: Hung.',
        'u: One can hear again in row twenty. Thank you.',
      ),
      to(
        /carpet|Crack|blind|Paint|window/,
        'h: {hello} we have secured it for the moment. The company that does this has no date before the end of the month.',
        'u: As long as it cannot fall on anyone that is fine.',
        'h: The company was here, all is new.',
      ),
      to(
        /glass|window/,
        'h: Measured today. The glass has to be made, this takes about two weeks.',
        'u: Any news on this?',
        'h: It comes {weekday}.',
        'h: Fitted. Please handle it gently for a day until the putty is hard.',
        'u: Looks very good, thank you to the two craftsmen.',
      ),
      always(
        'u: Hello? Is anybody looking at this?',
        'h: Yes, sorry for the silence: we were waiting for an offer. It is ordered.',
        'h: Done.',
      ),
    ],
  },
];
