import { type Story, to } from './story.js';

export const canteen: readonly Story[] = [
  {
    category: 'services-complaints',
    pace: 'day',
    others: 1.5,
    openings: [
      'The soup in the canteen was cold today.',
      'Found a hair in my salad.',
      'Only one vegetarian dish, and it was sold out at 12:15.',
      'queue in the canteen takes 35 minutes at noon, only one till is open',
      'The menu said "without nuts". It was not. I have an allergy and spent the afternoon at the doctor. Please take this seriously: the labels at the counter must be right.',
      {
        text: 'Prices!!',
        edit: 'Prices!! A coffee in the bar of {building} costs 1.80 since Monday, on the board it still says 1.30.',
      },
      'Lunch today: pasta overcooked, vegetables undercooked. Perhaps they could meet in the middle.',
      'The lady at the till was very rude to an exchange student who did not understand the question about the card.',
      'Plates and forks at the canteen are not clean, I took three before I found one.',
      'Could the canteen please stay open until 14:30 on Tuesdays and Thursdays? Our lab course ends at 14:00 and we get nothing but chocolate from the machine.',
      'The vending machine on the {floor} floor of {building} took my two euros and gave me nothing.',
      'Sandwiches in the machine in {building} are two days over their date.',
    ],
    talks: [
      to(
        /rude/,
        'h: {hello} this is not how we want to treat guests. The manager will speak with her.',
        'u: Thank you for taking it seriously.',
      ),
      to(
        /open until/,
        'h: We have asked. From the first they serve until 14:30 on both days.',
        'u: Warm lunch! Thank you.',
      ),
      to(/Sandwiches/, 'h: The machine has been emptied and the company told in writing.', 'u: ok'),
      to(
        /soup/,
        'h: {hello} thank you, we have passed this on to the kitchen manager.',
        'h: She has spoken with the team: temperatures are now checked every half hour.',
        'u: Thanks for the quick answer.',
      ),
      to(
        /nuts/,
        'h: We are very sorry. How are you now?',
        'u: Better, thank you. It was walnut in the pesto.',
        'h: The kitchen has taken the dish off and all labels are checked by two people from now on. The manager would like to apologise in person.',
        'u: I appreciate that.',
      ),
      to(/ueue/, 'h: A second till opens from 11:45 to 13:30 from next week on.', 'u: Wow, thank you!'),
      to(
        /took my/,
        'h: Your two euros lie at the porter’s desk. The machine has been emptied and cleaned.',
        'u: Picked up, thanks',
      ),
      to(
        /Prices/,
        'h: The board was old. The new price is right, we are sorry for the confusion.',
        'u: A pity. But thanks for answering.',
      ),
      to(
        /hair|overcooked|Plates|vegetarian/,
        'u: Same again today.',
        'h: Thank you for telling us twice. The caterer has been asked for a written answer.',
        'h: They have changed their supplier. Please tell us if you see it again.',
      ),
    ],
    again: [
      'The soup was cold again. You wrote that it is checked every half hour?',
      'Queue is back to 30 minutes, the second till is closed.',
    ],
  },
];
