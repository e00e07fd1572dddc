import { always, COLD_MONTHS, WARM_MONTHS, type Story, to } from './story.js';

export const cleaningAndGrounds: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'day',
    others: 0.8,
    openings: [
      'No soap and no paper in the toilets on the {floor} floor of {building}.',
      'Bins in {room} have not been emptied since last week. It starts to smell.',
      'someone spilled coffee all over the floor in front of {hall}, very slippery and sticky',
      'The seminar room {room} was left in a terrible state after the event on the weekend: bottles, confetti, pizza boxes. We have a meeting with guests at ten.',
      'Toilets {building}, ground floor: please send somebody. I will not describe it.',
      'There is broken glass on the floor of {hall}, third row.',
      {
        text: 'The paper containers behind {building} are full.',
        edit: 'The paper containers behind {building} are full, and boxes pile up in front of the emergency exit.',
      },
      'Dust. In {room} you can write your name on the tables. I think the cleaning plan has forgotten us.',
    ],
    talks: [
      always(
        'h: The cleaning team has been informed and comes this morning.',
        'h: Cleaned.',
        'u: Wonderful, thank you.',
      ),
      to(/coffee|glass/, 'h: Somebody is on the way.', 'h: Cleaned up.', 'u: Thanks, that was fast.'),
      to(
        /Bins|Dust|soap/,
        'h: Done, and the room is back on the list: it had been left out by mistake since the holidays.',
        'u: I knew it! Thanks',
      ),
      always('h: Thank you, taken care of.'),
      to(
        /Bins|containers/,
        'h: {hello} emptied this morning. From next week on they come twice.',
        'u: Thank you very much.',
      ),
    ],
    again: ['Again no soap and no paper on the {floor} floor of {building}.'],
  },
  {
    category: 'facility-management',
    pace: 'days',
    others: 0.5,
    openings: [
      'There are mice in {room}. I saw one behind the bookshelf and it saw me.',
      'Ants in the coffee kitchen of {building}, a whole road of them from the window to the sugar.',
      'A pigeon has got into {hall} and sits on the lamp. It seems calm. We are less so.',
      'wasps nest under the roof at the bike stand of {building}, they are getting angry',
      'Bad smell in {room}, like rotten eggs, always after the weekend.',
      'Something in the false ceiling above {room} scratches, mostly in the evening.',
    ],
    talks: [
      to(
        /mice|Ants|scratches/,
        'h: {hello} pest control has put out traps. Please do not keep food in the room.',
        'u: The biscuits have moved out.',
        'h: Nothing caught for a week, so we take the traps away.',
      ),
      to(
        /wasps|pigeon/,
        'h: A company is booked for {weekday}. Please keep the window closed until then.',
        'h: Removed.',
        'u: Thank you!',
      ),
      to(/smell/, 'h: A dried-up drain: water poured in, smell gone.', 'u: Ha. So simple. Thanks'),
    ],
  },
  {
    category: 'facility-management',
    pace: 'days',
    months: WARM_MONTHS,
    openings: [
      'A branch of the big lime tree in front of {building} is broken and hangs over the path.',
      'The gardeners mow the lawn under the windows of {hall} every exam day at nine. Could this be moved, please?',
      'The sprinklers on the lawn water the path and everybody on it.',
      'Bench by the pond has a loose board with nails coming out.',
      'No free bike racks at {building}, half of them are taken by wrecks without wheels.',
    ],
    talks: [
      always('h: Thank you, the gardeners take care of it {weekday}.', 'h: Done.'),
      to(
        /mow/,
        'h: {hello} we have talked to the gardeners, they start after eleven on exam days.',
        'u: That was quick, thank you!',
      ),
      to(
        /racks/,
        'h: Marked with notes today; what is not picked up in two weeks goes.',
        'h: Thirty-one racks are free again.',
        'u: Amazing',
      ),
    ],
  },
  {
    category: 'facility-management',
    pace: 'hours',
    months: COLD_MONTHS,
    others: 0.9,
    openings: [
      'The steps to the entrance of {building} are pure ice. I saw two people fall this morning.',
      'snow on the ramp of {building}, wheelchair users cannot get in',
      'Icicles above the entrance of {building}, as long as an arm. Please do something before one comes down.',
      'The car park was not cleared of snow, at eight o’clock everybody was pushing everybody.',
    ],
    talks: [
      always('h: Salted and gritted. Thank you for telling us.', 'u: Thanks!'),
      to(
        /Icicles|pure ice/,
        'h: We have closed that entrance, please take the side one until noon.',
        'h: Knocked down and cleared.',
      ),
      to(/car park|snow/, 'h: The winter service has been called again.', 'h: Cleared.'),
    ],
  },
  {
    category: 'facility-management',
    pace: 'weeks',
    openings: [
      'The barrier of the car park does not open for my number plate, though I pay for the space. I have been let in by hand all week.',
      'A pothole in the road behind {building}, deep enough to lose a wheel in.',
      'Somebody parks on the fire lane behind {building} every single day. Silver estate car.',
      'The charging point for electric cars no. 4 is dead. The display is black.',
    ],
    talks: [
      to(
        /barrier|charging/,
        'h: {hello} we have passed it on to the company that runs it.',
        'u: It has been two weeks. Anything new?',
        'h: They were here {weekday}: it works now.',
      ),
      to(/pothole/, 'h: Filled and fenced off until it is dry.'),
      to(
        /parks/,
        'h: The owner has been spoken to.',
        'u: Still there today.',
        'h: There are bollards now.',
        'u: Bollards! Great.',
      ),
    ],
  },
];
