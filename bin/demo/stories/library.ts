import { type Story, to } from './story.js';

export const library: readonly Story[] = [
  {
    category: 'services-complaints',
    pace: 'day',
    others: 0.8,
    openings: [
      'I got a fine of 12 euros for a book that I returned in time. I have the slip.',
      'The library closes at 18:00 on Fridays now, why? We are in the middle of the exams.',
      'Group next to me in the silent reading room talks all day, and nobody of the staff says anything.',
      'Book I reserved was given to someone else',
      'The interlibrary loan I ordered seven weeks ago has still not come. My thesis is due in four.',
      'People keep seats in the library with a towel, like at the pool, and then come back at three.',
      {
        text: 'Please extend my loans.',
        edit: 'Please extend my loans, the button is grey because of a fine of 0.20 that I cannot pay by card.',
      },
      'The reading list for Modern History has six titles. The library has two of them, one copy each, for ninety students.',
      'At the loan desk I was told to "just google it". I had asked where the map collection is.',
    ],
    talks: [
      to(
        /extend|reserved/,
        'h: Sorry, this was our mistake. It is put right and the book is yours until the end of the month.',
        'u: Thank you very much.',
      ),
      to(
        /reading list/,
        'h: Three e-books and four more copies are ordered.',
        'h: They are in the catalogue.',
        'u: Great, thank you.',
      ),
      to(
        /fine of 12/,
        'h: {hello} you are right: the book stood on the shelf already. The fine is deleted.',
        'u: Thank you!',
      ),
      to(
        /closes/,
        'h: The opening hours come from the works agreement, but from Monday on the reading room stays open until 22:00 during the exams.',
        'u: That is what we need, thanks.',
      ),
      to(
        /interlibrary/,
        'h: The other library has lost its copy. May we buy it as an e-book?',
        'u: Even better!',
        'h: Bought, you find the link in your library account.',
        'u: Reading it now. Thank you.',
      ),
      to(/talks|seats/, 'h: We have spoken with the team: there are rounds every hour now.'),
      to(
        /google/,
        'h: Sorry about that, this is not how we want to answer. The maps are in the basement, shelf 40 and following.',
        'u: Found them, thank you.',
      ),
    ],
  },
];
