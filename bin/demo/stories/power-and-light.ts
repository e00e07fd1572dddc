import { type Story, to } from './story.js';

export const powerAndLight: readonly Story[] = [
  {
    category: 'facility-management',
    pace: 'day',
    others: 0.5,
    openings: [
      'One of the ceiling lights in {room} flickers. It gives me a headache.',
      'Lights in {hall} cannot be dimmed any more, so nobody can read the slides.',
      'Light broken in the stairwell of {building}, between ground floor and first floor. Quite dark in the evening!',
      'lamp over my desk in {room} dead',
      'The motion sensor in {room} switches the light off every five minutes when we sit still and read. We wave our arms like people on an island waiting for a ship. Could the time be set to something longer?',
      {
        text: 'No light in the bike cellar.',
        edit: 'No light in the bike cellar of {building}. The switch clicks but nothing happens.',
      },
      'The outdoor lamps along the path from {building} to the bus stop have been off for a week. It is pitch dark there after six.',
    ],
    talks: [
      to(/dimmed/, 'h: The control has been set up anew: slides is button 3.', 'u: Works, thanks.'),
      to(/cellar|stairwell/, 'h: It was the timer. Replaced.', 'u: Light! Thanks.'),
      to(/flicker|broken|dead/, 'h: New tube fitted.', 'u: Thanks a lot.'),
      to(
        /flicker/,
        'h: {hello} the electrician is on campus {weekday} and takes yours along.',
        'h: The starter was gone. Replaced both while we were on the ladder.',
        'u: Nice, no more disco.',
      ),
      to(
        /sensor/,
        'h: Sensor set to twenty minutes. Is that enough?',
        'u: Yes, perfect!',
        'h: Good. Closing this one.',
      ),
      to(
        /flicker|outdoor|dead|broken/,
        'h: Changed all of them in that row to LED, so you should have peace for some years.',
      ),
    ],
    again: ['The light in {room} flickers again, the same one.'],
  },
  {
    category: 'facility-management',
    pace: 'hours',
    others: 1.4,
    openings: [
      'No electricity in {room}: sockets are dead, light works.',
      'Power is out on the whole {floor} floor of {building}.',
      'Half of the sockets in {lab} have no power since someone plugged in the soldering station.',
      'There was a bang and a smell of burnt plastic from the socket behind my desk in {room}. I have not touched it again.',
      'The fuse goes as soon as we use the kettle and the microwave in the kitchen of {building} together.',
      'The floor socket in the second row of {hall} hangs out with bare wires. DANGEROUS!',
      { text: 'Phone: no power in the offices next to {room}, people cannot work.', byPhone: true },
    ],
    talks: [
      to(
        /bare wires/,
        'h: The line has been switched off, nobody can be hurt. Electrician comes this afternoon.',
        'h: New socket with a lid.',
        'u: Thank you for coming at once.',
      ),
      to(
        /fuse|sockets are dead|Half of/,
        'h: Fuse is back in. Please unplug whatever you connected last before you use the sockets again.',
        'u: It was a fan heater somebody brought from home.',
        'h: Then please leave that one at home. All good from our side.',
      ),
      to(
        /bang|bare wires/,
        'h: Please do not use it. An electrician is with you within the hour.',
        'h: The socket was scorched and has been replaced, the line behind it is fine.',
        'u: Thank you for coming so fast.',
      ),
      to(
        /kettle|out on|No electricity|no power/,
        'h: A breaker tripped in the cellar. Power is back; we look for the cause.',
        'h: A kettle with a broken cord. It is in the bin now.',
      ),
    ],
  },
];
