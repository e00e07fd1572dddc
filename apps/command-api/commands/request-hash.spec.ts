import { PendingCommand } from './pending-command.js';
import type { CommandRequest } from './request.js';

const ticket = '01890000-0000-7000-8000-00000000000a';
const user = { role: 'user', correlationId: 'x', key: 'k' } as const;
const helpdesk = { ...user, role: 'helpdesk' } as const;

// Made by version 0.1.0: a repeat of a command that it stored must still get its response.
const STORED: [CommandRequest, string][] = [
  [
    {
      type: 'OpenTicket',
      caller: { ...user, name: 'Ada', browser: 'b' },
      body: { description: ' No wifi\r\nin B 204 ' },
    },
    '142a8eb230a3e50fbc475f54d871b539235cc4a8902535fdd432fd9de6095beb',
  ],
  [
    { type: 'OpenTicket', caller: user, body: { description: 'Again', follows: ticket } },
    '3e11a5fbee9afc6485c39d49e576044aba07bb902aca50eed9aa1ea4c8109f40',
  ],
  [
    { type: 'ChangeDescription', caller: user, ticket, body: { description: 'No wifi', version: 3 } },
    '90cf71daef21525e4690a78b3c36d2f08108c0410a19334ce83c1f9f70d583af',
  ],
  [
    { type: 'ChangeDescription', caller: user, ticket, body: { version: undefined, description: 'No wifi' } },
    'b96ec87be0ae0a8b99a4b0957aaed45cd015313afb20b7f8f15f169ece6e12c3',
  ],
  [
    { type: 'PostMessage', caller: { ...helpdesk, name: 'Ada\u202e B' }, ticket, body: { text: '\tOn it\r' } },
    '814bc9dc0e6619199a7e2d7ab0957c2350078d69b7437ba78d30a8f730487f49',
  ],
  [
    { type: 'ChangeStatus', caller: helpdesk, ticket, body: { status: 'active' } },
    '72475e3745358659fc6262b183fcd4ba80140d6b1ea934e8893938ecce5645c2',
  ],
  [
    { type: 'ChangeStatus', caller: helpdesk, ticket, body: { version: 7, status: 'closed' } },
    '0e08eff12788dc985242a1060bc21703397de92caeb75c9f2a6b3cf1ead251d9',
  ],
  [
    { type: 'ChangeCategory', caller: helpdesk, ticket, body: { category: ' technical-it', version: 2 } },
    '22df8efeefa48a6318a5fc861e7c061519fe1f23cfc10c844a44e8463eefaf73',
  ],
  [
    { type: 'AddMeToo', caller: { ...user, browser: 'b' }, ticket, body: {} },
    '03e982cd477409007f98cf66bb24f448a9fad762ba57cde53511ebdadb4de430',
  ],
];

it.each(STORED)('%j is hashed as it always was', (request, hash) => {
  const pending = new PendingCommand(
    request,
    0,
    () => undefined,
    () => undefined,
  );
  expect(pending.requestHash(Buffer.alloc(32, 7)).toString('hex')).toBe(hash);
});
