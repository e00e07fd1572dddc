import { type Story, to } from './story.js';

export const network: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'hours',
    others: 2.2,
    openings: [
      'No wifi in {room}.',
      'eduroam keeps disconnecting in {building}, {floor} floor. Every ten minutes I have to type the password again.',
      'wifi super slow in the library since the start of the week, videos do not load at all',
      {
        text: 'Internet does not work',
        edit: 'Internet does not work in {room}, neither wifi nor cable. In the room opposite it is fine.',
      },
      'The network socket at my desk in {room} is dead. I have tried two cables and two laptops.',
      'In {hall} the wireless network breaks down as soon as more than fifty people are in the room, which is every lecture. I cannot do the live quiz any more that the didactics centre asked us to do.',
      'My laptop sees eduroam but says "authentication failed". On the phone with the same password it works.',
      'Guest wifi: the page with the code does not open. Forty guests are waiting in {hall} and the conference starts at two!',
      { text: 'Called from {room}: no network at all since the power cut.', byPhone: true },
    ],
    talks: [
      to(
        /Guest/,
        'h: {hello} it opens again. Forty codes are printed at the reception for you.',
        'u: Five minutes before two. You are the best.',
      ),
      to(
        /No wifi|eduroam keeps|wifi super|wireless|drops out/,
        'h: {hello} the access point in that corridor had hung itself up. Restarted: can you try again?',
        'u: Works, and fast. Thanks!',
        'h: Good. We keep an eye on it.',
      ),
      to(
        /authentication/,
        'h: Please delete the network on the laptop and set it up again with the eduroam tool, the certificate has changed.',
        'u: Did that, now it asks for an "anonymous identity"?',
        'h: Leave that as anonymous@campus.example and it will take your name from the second field.',
        'u: It works! You should write that on the website.',
        'h: You are right, done: it is in the instructions now.',
      ),
      to(
        /neither|No wifi|no network|Internet/,
        'h: A switch in the cellar had lost power. Everything is back.',
        'u: Confirmed, all good here.',
      ),
      to(
        /socket/,
        'h: Socket was not patched. It is live now, please plug in and wait a minute.',
        'u: Yes, green light.',
      ),
      to(
        /No wifi|wifi super|wireless|eduroam keeps|drops out|no network/,
        'u: Others here have the same.',
        'h: We see it: too many devices on one channel. We move some to the new antennas tonight.',
        'h: Moved. Please write if it is still slow.',
        'u: Much better since this morning.',
      ),
    ],
    again: ['eduroam in {building} drops out again every few minutes.', 'Again no network in {room}.'],
  },
  {
    category: 'technical-it',
    pace: 'day',
    atHome: true,
    others: 1.1,
    openings: [
      'VPN does not connect from home: "server not reachable". It worked last week.',
      'internet in {flat} is down again',
      'The wifi in {residence} is unusable between eight and midnight. I measured: 0.4 Mbit. My seminar talk by video was a slide show of my own frozen face.',
      'I get thrown out of the VPN after exactly one hour each time, in the middle of whatever I am doing.',
      'Cannot reach the journals from outside. The library says this is the VPN, the VPN says connected.',
    ],
    talks: [
      to(
        /VPN does not/,
        'h: {hello} which version of the client do you have? Since Monday everything below 5 is refused.',
        'u: 4.10.',
        'h: Then please install the new one from the software page.',
        'u: That was it, thanks.',
      ),
      to(
        /\{flat\}|\{residence\}/,
        'h: The router of the house was replaced today.',
        'u: Feels like another planet. Thank you!',
      ),
      to(
        /exactly one hour/,
        'h: Can you send us the time of the last drop?',
        'u: Today 21:14, and 20:14, and 19:14.',
        'h: That precise? Then it is the renewal of the key. We have changed the setting: please reconnect once.',
        'u: Connected for three hours now. Solved!',
      ),
      to(/journals/, 'h: The proxy for the journals was down, it runs again.'),
    ],
    again: ['The internet in {flat} is down again, same as the last time.'],
  },
];
