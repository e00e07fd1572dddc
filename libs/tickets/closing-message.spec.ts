import { activated, answered, closed, eventsOf, meToo, opened, type Happened } from '#support/ticket.js';
import { closingMessage } from './closing-message.js';

const byUser: Happened = { ...answered, role: 'user' };

it.each<[string, Happened[], number | undefined]>([
  ['the helpdesk’s message directly before the closing', [opened, activated, answered, closed], 3],
  ['the last of two', [opened, activated, answered, answered, closed], 4],
  ['not one after the closing', [opened, activated, closed, answered], undefined],
  ['not one of a user', [opened, activated, byUser, closed], undefined],
  ['not one with something between', [opened, activated, answered, meToo('b'), closed], undefined],
  ['none while the ticket is not closed', [opened, answered, activated], undefined],
])('is %s', (_, events, version) => {
  expect(closingMessage(eventsOf(...events))?.version).toBe(version);
});
