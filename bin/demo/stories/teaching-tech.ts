import { type Story, to } from './story.js';

export const teachingTech: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'hours',
    others: 0.6,
    openings: [
      'Projector in {hall} shows no picture.',
      'The beamer in {room} is so dark that one can only guess the slides.',
      'Microphone in {hall} is dead. I have shouted for ninety minutes.',
      'HDMI cable in {room} has gone missing, again.',
      'projector {room}: everything is yellow',
      {
        text: 'The camera in {hall} does not work.',
        edit: 'The camera in {hall} does not work: the remote students see only the ceiling. Lecture is every Tuesday at 10.',
      },
      'The touch panel in {hall} is frozen with the sound at maximum. We cannot turn it down, and the neighbours have already come to ask.',
      'Loud humming from the loudspeakers in {hall} as soon as a laptop is connected and charging.',
      'Recording of yesterday’s lecture in {hall} has no sound. 240 students have asked me for it, each one separately.',
      'The document camera in {room} is upside down and no button turns it.',
      { text: 'Telephone: projector in {hall} does not switch on, lecture has started.', byPhone: true },
    ],
    talks: [
      to(
        /camera/,
        'h: It was set to the wrong preset. Corrected, and there is a note on the desk.',
        'u: They see me now. Thank you.',
      ),
      to(
        /no picture|not switch on/,
        'h: A colleague is on the way to you.',
        'h: The input was set to the other socket. It works.',
        'u: Thanks for running!',
      ),
      to(/icrophone/, 'h: New batteries are in the microphone and a second set lies in the drawer.', 'u: Perfect.'),
      to(
        /dark|yellow/,
        'h: {hello} lamp has 4,000 hours. A new one is ordered, until then please close the blinds.',
        'u: We sit in the dark like moles.',
        'h: Lamp replaced, it is bright again.',
        'u: We can see! Thank you.',
      ),
      to(/HDMI|humming/, 'h: Cable replaced and this time tied down.'),
      to(
        /panel/,
        'h: We restarted the control from here. Does the panel react?',
        'u: Yes, volume is normal.',
        'h: Good. It gets an update in the holidays.',
      ),
      to(
        /Recording/,
        'h: The sound could be taken from the second track: the recording is online again.',
        'u: You saved me 240 mails.',
      ),
    ],
    again: [
      'Projector in {hall}: again no picture.',
      'The microphone in {hall} is dead again, new batteries did not help.',
    ],
  },
];
