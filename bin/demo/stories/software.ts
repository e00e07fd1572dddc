import { type Story, to } from './story.js';

export const software: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'day',
    atHome: true,
    others: 1.3,
    openings: [
      'The learning platform is down, error 502.',
      'I cannot hand in my assignment: the upload stops at 99 percent. Deadline is tonight at 23:59 and I have a witness that I tried.',
      'Exam portal says I am not registered for Statistics, but I have the confirmation as PDF.',
      'moodle throws me out every few minutes',
      'The course "Macroeconomics II" has disappeared from my platform. All my friends still have it.',
      'Timetable app shows the lecture in {room}, the website says {hall}. Who is right?',
      {
        text: 'Quiz does not work',
        edit: 'Quiz 4 in the course Organic Chemistry does not work: question 7 has no field for the answer.',
      },
      'The canteen app charged me twice for one lunch, 5.90 each.',
      'Page for study certificates gives a white page after the login.',
    ],
    talks: [
      to(/Quiz/, 'h: The field is there now, and everybody who tried gets the points.', 'u: That is fair, thank you.'),
      to(/certificates/, 'h: It does not like the newest browser. It does now.', 'u: Got the certificate, thanks.'),
      to(
        /platform is down|moodle|502|throws|white page/,
        'h: A server had run out of memory. The platform is back since 9:40.',
        'u: Works, thanks.',
      ),
      to(
        /pload/,
        'h: {hello} how large is the file?',
        'u: 312 MB. It has videos.',
        'h: The limit is 250. We have raised it to 500 for this course, and your lecturer knows why you are late.',
        'u: Uploaded! Thank you so much.',
      ),
      to(
        /disappeared|registered/,
        'h: You were in the wrong group. Moved; please log out and in.',
        'u: Everything is there again.',
      ),
      to(
        /app charged/,
        'h: We have reported it to the company behind the app.',
        'h: Booked back. It may take two days until you see it.',
        'u: Got it back, thanks.',
      ),
      to(
        /Timetable/,
        'h: Both say the same now: it is the room on the website.',
        'u: Thanks, I was in the wrong one yesterday.',
      ),
    ],
    again: [
      'The learning platform throws me out again every few minutes.',
      'Upload stops at 99 percent again, this time with a file of 40 MB.',
      'The course I was moved into last time has disappeared again.',
      'Again error 502 on the platform, every evening around nine.',
    ],
  },
  {
    category: 'technical-it',
    pace: 'days',
    openings: [
      'Licence for the statistics software has expired on all computers of {lab}.',
      'Could you please install QGIS in {lab}? The course starts in two weeks.',
      'MATLAB cannot find the licence server.',
      'Need a newer version of Python on the lab computers, the course material does not run with 3.8.',
      'Is there a campus licence for the drawing program? I am asking for 25 students of design, who at the moment all use the trial version one after the other.',
      'The reference manager crashes when I open my library (some 9,000 entries, many with PDF).',
      'The website of our institute still shows the team of 2019, including two people who have retired and a dog.',
    ],
    talks: [
      to(
        /website/,
        'h: {hello} who of you may edit it? We set you up.',
        'u: Me, please. The dog stays.',
        'h: You have the rights now. Long live the dog.',
      ),
      to(/Licence|MATLAB/, 'h: {hello} renewed, the computers get it tonight.', 'u: It starts, thanks.'),
      to(
        /QGIS|Python/,
        'h: Packed and tested, it is on all machines of the room from {weekday}.',
        'u: Great, the course is saved.',
      ),
      to(
        /campus licence/,
        'h: We have asked for an offer for 30 places.',
        'u: Thank you. When can we expect it?',
        'h: The licence is bought. Students find the key in the software shop with their login.',
        'u: They are drawing already.',
      ),
      to(
        /reference manager/,
        'h: Please try the version from the software centre, it is the 64-bit one.',
        'u: No crash so far.',
        'h: Then we close this one. Just write again if it comes back.',
      ),
    ],
  },
];
