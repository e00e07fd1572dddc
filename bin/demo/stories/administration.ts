import { type Story, to } from './story.js';

export const administration: readonly Story[] = [
  {
    category: 'services-complaints',
    pace: 'days',
    openings: [
      'I have been waiting for my certificate of enrolment for three weeks.',
      'The registrar’s office sent me to the international office, the international office sent me to the registrar’s office. I have now been to both twice.',
      'tuition fee was debited twice',
      'Scholarship has not been paid this month.',
      'My grade in Linear Algebra is still missing, the exam was eight weeks ago. I need it for the scholarship application.',
      {
        text: 'Nobody answers the phone at the student office.',
        edit: 'Nobody answers the phone at the student office, I have called eleven times on three days, within the hours on the website.',
      },
      'The reception of the student office was closed yesterday without any note. I came by train from 80 km away for this.',
      'I was told the wrong deadline for the change of degree course, and now the right one has passed. I have the mail with the wrong date. Please tell me what I can do, because otherwise I lose a whole semester over this.',
      'Learning agreement not signed since a month, Erasmus office does not reply.',
      'Refund for the student card: I was charged 20 euros for a replacement although the first one was never sent to me.',
      'Staff at the counter 3 was impatient and unfriendly with my mother who wanted to help me with the forms.',
    ],
    talks: [
      to(
        /phone|closed|counter|sent me/,
        'h: {hello} we are sorry. From this week on there is one number for all, and somebody answers it: 5500.',
        'u: I tried it. It is true!',
      ),
      to(
        /Scholarship/,
        'h: The bank had sent it back because of a wrong digit. It goes out again {weekday}.',
        'u: Received, thank you.',
      ),
      to(/Refund/, 'h: You get the 20 euros back on the card.', 'u: Thanks.'),
      to(
        /certificate|not signed/,
        'h: {hello} we have found it: it waited for a signature. It is on its way by mail today.',
        'u: Received, thank you.',
      ),
      to(
        /debited/,
        'h: We are sorry. Please tell us your matriculation number.',
        'u: 19342.',
        'h: The second payment goes back to your account this week.',
        'u: Thank you. It arrived.',
      ),
      to(
        /deadline/,
        'h: We have passed this to the head of the office with your mail attached.',
        'u: Thank you. Please hurry, it closes soon.',
        'h: You can still change: the office takes the date it has told you. Please come {weekday} with the form.',
        'u: Handed in. I cannot thank you enough!',
      ),
      to(/grade/, 'h: The lecturer has promised the results by {weekday}.', 'u: They are online now.'),
      to(
        /signed/,
        'u: Still no answer.',
        'h: The colleague is ill and we had not noticed. Another one takes over from today.',
        'h: Signed and sent.',
        'u: Finally, thanks.',
      ),
      to(/debited|Refund/, 'h: You are right, this was our mistake. Refunded.'),
    ],
  },
  {
    category: 'services-complaints',
    pace: 'days',
    openings: [
      'The course description says "taught in English". It is not.',
      'Two compulsory lectures of the second year overlap on Wednesday from 10 to 12.',
      'Seminar was cancelled this morning by a note on the door. Half of us commute.',
      'The exam date was moved to a Sunday.',
      'Office hours of Prof. are on the website but he is never there, not once in five weeks',
      'Marks of all students hung on the door of {room}, with names.',
    ],
    talks: [
      to(
        /taught in|Sunday|Seminar/,
        'h: We have passed this on to the dean’s office.',
        'u: Is there an answer?',
        'h: Yes: it has been corrected, and all who are enrolled got a mail.',
        'u: I saw it, thank you.',
      ),
      to(
        /overlap/,
        'h: {hello} we have asked the programme director.',
        'h: From next week on there is a second group on Thursdays. Please choose one in the portal.',
        'u: Great, thank you.',
      ),
      to(
        /Marks/,
        'h: Taken down at once, and the institute has been reminded of the rules. Thank you for telling us.',
        'u: Thanks for acting so fast.',
      ),
      to(
        /Office hours/,
        'h: The dean’s office is looking into it.',
        'u: Is there any result?',
        'h: Yes: the office hours are by appointment from now on and the page says so.',
      ),
    ],
  },
];
