import type { Story } from './story.js';

export const printing: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'hours',
    others: 1.1,
    openings: [
      'Printer {printer} is jammed.',
      'Printer {printer} prints everything in pink.',
      'paper jam, opened everything that can be opened, no paper, still says paper jam ({printer})',
      'I sent my thesis to {printer} this morning, 4 copies of 180 pages. It printed 2 and a half and then wanted a "staple cartridge". Deadline is at four o’clock today and I do not even want staples!',
      {
        text: 'Cannot print.',
        edit: 'Cannot print from my own laptop since the update, the queue "campus-print" asks for a driver. From the library PCs it works.',
      },
      'Toner empty in {printer}.',
      'The scanner of {printer} sends the mails with an empty attachment.',
      'Print credit: I paid 10 euros yesterday, the balance is still 0.15.',
      'My document was printed on {printer} without me, at least the counter says so. Someone else is holding my exam draft now??',
      'Card reader on {printer} does not react to any card.',
    ],
    talks: [
      ['h: Cleared: a label had come off inside. Please no labels in tray 2.', 'u: Thanks!'],
      ['h: New toner is in.', 'u: Prints again.'],
      [
        'h: {hello} please remove the queue and add it again, the server has a new name.',
        'u: It says "access denied" now.',
        'h: Use campus\\yourname as the user name, with the backslash.',
        'u: Yes!! Printing. Thank you.',
      ],
      ['h: The payment arrived on our side, the card system was slow. It is booked now.', 'u: I see it, thank you.'],
      ['h: We restarted the reader from here. Could you try with your card?', 'u: Works.', 'h: Thanks for trying.'],
      [
        'h: A service technician is ordered, as rollers are worn out. Until then please use the one upstairs.',
        'h: Rollers replaced.',
      ],
    ],
    again: ['Printer {printer} is jammed again, as every week.', '{printer}: pink again.'],
  },
];
