import { type Story, to } from './story.js';

export const living: readonly Story[] = [
  {
    category: 'services-complaints',
    pace: 'days',
    atHome: true,
    others: 0.9,
    openings: [
      'Party on the floor above me in {residence} until four in the morning, third time this week.',
      'The laundry room of {residence} took my 3 euros and the dryer did not start. There is a number to call, nobody picks up.',
      'Someone steals food from the fridge in the kitchen of {residence}. Yesterday a whole lasagne, with the dish.',
      'housing office has not given back my deposit, moved out two months ago',
      'The room I was given in {residence} is not the one in the contract: smaller, facing the railway, same price.',
      'The shuttle left four minutes early and I stood in the rain. Not the first time!',
      {
        text: 'No parcel',
        edit: 'No parcel: according to the tracking it was left at the reception of {residence} on Monday, where nobody knows about it.',
      },
      'The quiet hours are written on every door in {residence}, in three languages, and nobody keeps them in any of the three.',
    ],
    talks: [
      to(
        /lasagne/,
        'h: {hello} the tutor has put it on the list of the next floor meeting. There is a lockable box for everyone now.',
        'u: A safe for lasagne. Thank you :)',
      ),
      to(
        /Party|quiet|party/,
        'h: {hello} the tutor of the house talks to them tonight.',
        'u: It has been quiet since. Thanks!',
      ),
      to(
        /deposit|laundry|dryer/,
        'h: We are sorry. Please leave your account number with the housing office and you get it back.',
        'u: Done.',
        'h: Paid back today.',
      ),
      to(
        /parcel/,
        'h: It stood in the cellar behind the bikes. You can fetch it at the reception.',
        'u: Got it! Thank you.',
      ),
      to(
        /shuttle/,
        'h: The bus company has checked: the clock of that bus was wrong. It has been set.',
        'u: ok, thank you',
      ),
      to(
        /not the one/,
        'h: A room on the garden side is free from the first. Would you take it?',
        'u: Yes, gladly!',
        'h: It is yours. The difference for the last month comes back to you.',
        'u: Very fair, thank you.',
      ),
    ],
    again: [
      'Again a party above me in {residence} until four. The talk helped for two weeks.',
      'The dryer in {residence} has swallowed my money again.',
    ],
  },
  {
    category: 'services-complaints',
    pace: 'day',
    others: 0.3,
    openings: [
      'Yoga course on Tuesday cancelled for the third time, without a word.',
      'I paid for the climbing course but I am not on the list.',
      'Sports centre: the lockers are full of the things of people who leave them overnight.',
      'The swimming lanes are all given to the club from 18 to 20, so students have none at the only time they can come.',
      'Lost my jacket in {hall}. The lost and found desk is open from 10 to 10:30, when I have a lecture in another building.',
      'The open day was badly organised, no signs, wrong rooms on the flyer, visitors walking into our exam in {room}.',
      'waiting time for a first talk at the counselling service is nine weeks. That is too long for somebody who needs it.',
      'Day care on campus closes at 16:00, lectures end at 18:00. How is that meant?',
    ],
    talks: [
      to(
        /lockers|Day care|open day/,
        'h: Thank you, the management has it on the table.',
        'h: They agree with you: it changes from the coming month on.',
        'u: Good to hear.',
      ),
      to(
        /Yoga/,
        'h: {hello} sorry! The trainer is ill and her replacement was too. From this week on there is a new one.',
        'u: Thank you, see you there.',
      ),
      to(
        /jacket/,
        'h: Your jacket is at the porter’s of the main building, who is there until 20:00.',
        'u: You are great, thank you!',
      ),
      to(/climbing/, 'h: You are on the list now, the payment had the wrong reference.', 'u: Thanks.'),
      to(
        /swimming/,
        'h: We have raised it with the management of the centre.',
        'h: From next month lane 5 and 6 are kept for students every evening.',
        'u: That is good news.',
      ),
      to(
        /counselling/,
        'h: There are two emergency places every week, please call 5600 today. And the service gets a second counsellor in the coming semester.',
        'u: Thank you, I did not know that. I have called.',
      ),
    ],
  },
];
