import { type Story, to } from './story.js';

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
      to(
        /scanner/,
        'h: The mail server refused files above 10 MB. The limit is 50 now.',
        'u: It arrived complete, thank you.',
      ),
      to(
        /without me/,
        'h: {hello} the job was released with the card that lay on the reader. It has been shredded by the colleague who found it.',
        'u: Uff. Thank you.',
      ),
      to(/jam/, 'h: Cleared: a label had come off inside. Please no labels in tray 2.', 'u: Thanks!'),
      to(/Toner|pink/, 'h: New toner is in.', 'u: Prints again.'),
      to(
        /Cannot print/,
        'h: {hello} please remove the queue and add it again, the server has a new name.',
        'u: It says "access denied" now.',
        'h: Use campus\\yourname as the user name, with the backslash.',
        'u: Yes!! Printing. Thank you.',
      ),
      to(
        /credit/,
        'h: The payment arrived on our side, the card system was slow. It is booked now.',
        'u: I see it, thank you.',
      ),
      to(
        /Card reader/,
        'h: We restarted the reader from here. Could you try with your card?',
        'u: Works.',
        'h: Thanks for trying.',
      ),
      to(
        /jam|pink|thesis/,
        'h: A service technician is ordered, as rollers are worn out. Until then please use the one upstairs.',
        'h: Rollers replaced.',
      ),
    ],
    again: ['Printer {printer} is jammed again, as every week.', '{printer}: pink again.'],
  },
];
