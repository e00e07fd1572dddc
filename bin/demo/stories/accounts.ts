import { type Story, to } from './story.js';

export const accounts: readonly Story[] = [
  {
    category: 'technical-it',
    pace: 'hours',
    atHome: true,
    openings: [
      'I forgot my password and the reset mail goes to the mailbox I cannot open.',
      'account locked after too many attempts',
      'New phone, so the two-factor app is empty. How do I get in now?',
      'Since my marriage my name has changed, but the mail address and login have not. The registrar has it right.',
      'I still have no account. Matriculated three weeks ago, number 21884.',
      {
        text: 'My password does not work any more',
        edit: 'My password does not work any more. It works for e-mail but not for the exam portal.',
      },
      'My badge opens the main door but not {room}, where I am supposed to work since Monday. The porter says it has to be entered in the system.',
      'I got a mail that my account will be deleted in 7 days unless I click on a link. Is this you? The link leads to something with .top at the end.',
      'I clicked on the link in that "mailbox full" mail and typed my password before I thought about it. Sorry. What do I do?',
    ],
    talks: [
      to(
        /forgot|New phone|name has changed|Two-factor/,
        'h: {hello} please come to the service desk with your card, we cannot do this by mail.',
        'u: Was there, all done. Friendly colleague!',
      ),
      to(
        /Two-factor/,
        'h: The clock of the phone is off by two minutes. Please let it set the time by itself.',
        'u: That was all? Thank you.',
      ),
      to(
        /account locked|password does not|is locked|Locked out/,
        'h: Unlocked. Your phone still has the old password, that is what locks it.',
        'u: Ah, the tablet at home. Thanks!',
      ),
      to(
        /deleted in 7/,
        'h: That is phishing, thank you for asking first. Please delete it.',
        'u: Done. Maybe warn the others?',
        'h: A warning is on the front page and the address is blocked.',
      ),
      to(
        /clicked/,
        'h: Thank you for being honest. We have reset your password and ended all sessions; please set a new one at the service desk.',
        'u: New one is set.',
        'h: Nothing was sent from your mailbox in the meantime. All good.',
        'u: Uff. Thank you!',
      ),
      to(
        /no account/,
        'h: Your account had been made with the wrong birth date. Corrected, the letter with the start password is ready for you.',
        'u: I am in. Thank you.',
      ),
      to(
        /badge/,
        'h: The badge has the right for that room from now on. Hold it to the reader at the entrance once.',
        'u: Green light!',
      ),
    ],
    again: [
      'My account is locked again although I have changed nothing.',
      'Locked out again. The tablet is off, so it cannot be the tablet.',
      'The badge does not open {room} any more, it worked for some days.',
      'Two-factor again: the app shows codes but none of them is accepted.',
    ],
  },
  {
    category: 'technical-it',
    pace: 'day',
    openings: [
      'E-mails to addresses outside come back with "550 5.7.1 rejected".',
      'The mailing list of our course does not accept my mails, "not a member". I am the lecturer.',
      'My calendar shows all meetings one hour too late since the clocks changed.',
      'I receive mails of another person with almost the same name. Some are private and I would rather not know these things.',
      'mailbox full, but I have deleted nearly everything',
      'Shared mailbox of the secretariat in {building} has disappeared from my Outlook.',
    ],
    talks: [
      to(
        /another person|Shared mailbox/,
        'h: Corrected in the directory. Please restart the mail program.',
        'u: All as it should be.',
      ),
      to(/mailing list/, 'h: {hello} we have added you as an owner of the list.', 'u: Works, thanks.'),
      to(
        /full/,
        'h: The trash counts as well: empty it and wait an hour.',
        'u: 9 GB in the trash. Embarrassing. Thanks.',
      ),
      to(/calendar/, 'h: Time zone of your mailbox was set to London. Corrected.', 'u: Explains a lot.'),
      to(
        /550/,
        'h: We ask the other provider to take us off the block list.',
        'u: It is urgent, I cannot reach our partners in the project.',
        'h: We are off the list since noon, please send again.',
        'u: They got it.',
      ),
    ],
  },
];
