import { always, COLD_MONTHS, WARM_MONTHS, type Story, to } from './story.js';

export const heatingAndWater: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'days',
    months: COLD_MONTHS,
    others: 1.2,
    openings: [
      'The radiator in {room} is stone cold since this morning. The ones in the corridor are warm.',
      'It is 16 degrees in {room}. We sit here with coats on.',
      {
        text: 'Heating in {hall} does not work.',
        edit: 'Heating in {hall} does not work. Only the row along the windows, the one at the back is warm.',
      },
      'The thermostat in {room} turns round and round without doing anything. Either the room is at 27 degrees or at 15, depending on what the radiator feels like.',
      'radiator in {room} makes a knocking noise every few seconds, impossible to concentrate',
      'Dear colleagues, since the heating was switched on after the weekend the left radiator in our office {room} has been leaking. It is not much, about a cup a day, and we have put a bowl under it, but the carpet has a brown stain now and it starts to smell. Could somebody have a look before it becomes a real problem?',
      {
        text: 'Phone call from the secretary of {building}: offices on the {floor} floor are cold since 8.',
        byPhone: true,
      },
    ],
    talks: [
      to(
        /leaking/,
        'h: {hello} please keep the bowl there, a plumber comes this afternoon.',
        'u: Thank you. The bowl has a colleague by now.',
        'h: The seal was gone. Replaced, and the carpet will be cleaned {weekday}.',
        'h: Carpet done too.',
        'u: Like new. Thanks!',
      ),
      to(
        /knocking|thermostat/,
        'h: The head was stuck. A new one is on, please do not turn it beyond 3.',
        'u: Silence! Thank you.',
      ),
      to(
        /cold|degrees|not work|knocking/,
        'h: {hello} we will bleed the radiators on that floor today. Please leave the valve fully open.',
        'u: Valve is open, thank you.',
        'h: Bled and balanced. It takes about an hour to get warm: please say here if it does not.',
        'u: Warm again. Thanks for being so quick!',
      ),
      to(
        /cold|degrees|not work|stopped/,
        'h: The pump of that circuit has stopped, not only your radiator. A technician is on the way.',
        'h: The pump had to be replaced. All rooms of the circuit are warming up now.',
      ),
      to(
        /cold|degrees|thermostat|not work/,
        'h: {hello} is it just this one radiator, or the whole room?',
        'u: Just the one under the window.',
        'h: Then it is the valve. We have ordered one, it usually takes two days. Porters can lend you an electric heater until then.',
        'u: The heater helps, thanks. When does the part arrive?',
        'h: The valve has been changed this morning. Please give the heater back to the porters.',
      ),
      to(
        /cold|degrees|not work|stopped/,
        'u: It is getting worse, 14 degrees now.',
        'h: Sorry about that. The circuit was full of air, it is done now.',
      ),
    ],
    again: [
      'The radiator in {room} is cold again, exactly as before. It was fine for a few days.',
      'Heating in {room} has stopped again. I thought this was repaired?',
    ],
  },
  {
    category: 'facility-management',
    pace: 'days',
    months: WARM_MONTHS,
    others: 1.6,
    openings: [
      'Air conditioning in {hall} is not working, it is 31 degrees and there are exams this week.',
      'The air conditioning in {room} drips on the desk by the window.',
      'AC in {room} blows ice cold air on the first row and cannot be turned down. Two students have left with a headache.',
      {
        text: 'the ventilation on the {floor} floor of {building} smells of something burnt',
        edit: 'The ventilation on the {floor} floor of {building} smells of something burnt, mostly around noon. No smoke, and it stops when the fan is switched off.',
      },
      'The blinds in {room} no longer come down, so from two in the afternoon nobody can see anything on the screen and it gets unbearably hot.',
    ],
    talks: [
      to(
        /ice cold|drips/,
        'h: The drain of the unit was blocked and a flap with it. Cleaned and set to 24 degrees.',
        'u: Pleasant now, thank you.',
      ),
      to(
        /31 degrees/,
        'u: People bring their own fans.',
        'h: The unit has been reset and pulls the room down by two degrees an hour.',
        'u: It does.',
      ),
      to(
        /not working|smells|drips/,
        'h: The filter was blocked. Cleaned, and the unit runs again; it needs an hour for a room of that size.',
        'u: Much better, thank you.',
      ),
      to(
        /not working/,
        'h: {hello} the cooling of that wing is off because of a fault in the chiller on the roof. The company comes {weekday}.',
        'u: That is the day of our exam. Can we have another room?',
        'h: The room office has moved you, you should have a mail. We keep this open until the chiller runs.',
        'h: The chiller has been repaired and the building is cooling down.',
      ),
      to(/blinds/, 'h: A colleague looks at it this afternoon.', 'h: The motor was stuck. It works again.'),
    ],
  },
  {
    category: 'facility-management',
    pace: 'hours',
    others: 0.7,
    openings: [
      'Water is dripping from the ceiling in the corridor in front of {room}. Somebody has put a waste bin under it, it is half full.',
      'Burst pipe or something like that in the toilets, {floor} floor of {building}. Water is running out under the door!',
      'toilet on the {floor} floor of {building} keeps running, all day',
      'The washbasin in {room} is blocked and the water stands in it.',
      'No hot water in the showers of the sports centre since Monday. Cold showers after training are an experience but not one I would like to repeat.',
      {
        text: 'There is a puddle next to the coffee corner in {building}',
        edit: 'There is a puddle next to the coffee corner in {building}, it comes from under the dishwasher and it grows.',
      },
      'Ceiling tile in {room} has a big wet stain since the storm. It hangs down a little and I would not like to be under it when it falls.',
      { text: 'Reported by telephone: strong smell from the drains in the basement of {building}.', byPhone: true },
    ],
    talks: [
      to(
        /dripping|Burst|puddle|stain|drips/,
        'h: Thank you. Water on that floor is shut off for now, plumber on the way.',
        'u: The floor is very slippery, maybe put a sign there?',
        'h: Sign is up. The joint has been replaced and the water is back on. The cleaning team will dry the floor.',
      ),
      to(/blocked|drains|running|runs/, 'h: Cleared. There were paper towels in the drain.', 'u: thanks!'),
      to(
        /\{room\}/,
        'h: {hello} we were there but the room was locked. When is somebody in?',
        'u: Every day from 9 to 12, or ask the porter for the key.',
        'h: Done this morning with the key of the porter. The seal was worn out.',
        'u: Perfect, works.',
      ),
      to(
        /hot water|toilet|drip|puddle/,
        'h: We have looked at it: a part is needed. It should be here by {weekday}.',
        'h: Part fitted, all dry.',
      ),
    ],
    again: [
      'It drips again from the same place in front of {room}.',
      'The toilet on the {floor} floor runs all day again.',
    ],
  },
  {
    category: 'facility-management',
    pace: 'day',
    atHome: true,
    others: 0.9,
    openings: [
      'No hot water in {flat} since last night. The neighbours have some.',
      'The shower drain in {flat} is blocked, after two minutes I stand in water.',
      'heating in {flat} is off, it is freezing in here',
      'The kitchen tap on our floor in {residence} cannot be turned off completely any more. It drips into a pot all night and we take turns emptying it, which was funny for one evening.',
      'There is mould growing in the corner behind the bed in {flat}. It was a small spot in the beginning, now it is as large as a plate. I air the room three times a day as we were told.',
      'Washing machine 3 in {residence} leaks.',
    ],
    talks: [
      to(
        /mould/,
        'h: {hello} we come {weekday} to measure the wall.',
        'u: I am there from 14:00.',
        'h: A gutter outside leaks into it. It is being repaired, then the wall is treated and painted.',
        'h: Painted. Please keep the bed a hand away from it.',
        'u: Looks good, thanks a lot.',
      ),
      to(/tap|Washing/, 'h: New seal fitted.', 'u: Dry. Thanks!'),
      to(
        /drain/,
        'h: {hello} may our plumber enter your room when you are not there?',
        'u: Yes, no problem. The cat on the desk is a plush one.',
        'h: Done. The drain had to be cleaned further down, which is why it took a while.',
        'u: Great, and thanks for watering the plant :)',
      ),
      to(
        /hot water|heating/,
        'h: The boiler of the house has been restarted. Hot water should be back in an hour.',
        'u: It is. Thank you!',
      ),
      always(
        'h: We look at it {weekday} between 9 and 11. Please move things away from the wall.',
        'u: I have class then but my roommate is there.',
        'h: Repaired. Please write here if you see it again.',
      ),
      always(
        'u: Still nothing. Is somebody looking at this?',
        'h: We are sorry. The part came only this morning; it is fitted now.',
      ),
    ],
    again: ['The drain in {flat} is blocked again.', 'Again no hot water in {flat}. Same as last time.'],
  },
];
