import type { Command } from '../decide.js';
import { activated, closed, given, happens, opened, rejection } from '#support/ticket.js';

const messageId = '01890000-0000-7000-8000-00000000000b';
const post = (text: string, role: 'user' | 'helpdesk' = 'user'): Command => ({
  type: 'PostMessage',
  messageId,
  text,
  role,
});
const posted = (text: string) => happens({ type: 'MessagePosted', data: { messageId, text } });

describe('PostMessage', () => {
  it.each([
    ['open', [opened]],
    ['active', [opened, activated]],
  ])('happens for both on an %s ticket', (_, events) => {
    expect(given(...events).when(post('Any news?'))).toEqual(posted('Any news?'));
    expect(given(...events).when(post('Soon', 'helpdesk'))).toEqual(posted('Soon'));
  });

  it('happens again when the same is said twice', () => {
    const said = { type: 'MessagePosted', data: { messageId, text: 'Hello?' } } as const;
    expect(given(opened, said).when(post('Hello?'))).toEqual(posted('Hello?'));
  });

  it('on a closed ticket happens for the helpdesk, and is rejected to users', () => {
    const ticket = given(opened, activated, closed);
    expect(ticket.when(post('A last word', 'helpdesk'))).toEqual(posted('A last word'));
    expect(ticket.when(post('But'))).toEqual(rejection('ticket.closed'));
    expect(ticket.when(post(''))).toEqual(rejection('ticket.closed'));
  });

  it('is rejected for a ticket that is not there', () => {
    expect(given().when(post('Hello'))).toEqual(rejection('ticket.not-found'));
  });

  it('is rejected when empty or longer than 4000 characters', () => {
    expect(given(opened).when(post(''))).toEqual(rejection('message.empty'));
    expect(given(opened).when(post('🙂'.repeat(4000)))).toMatchObject({ kind: 'events' });
    expect(given(opened).when(post('🙂'.repeat(4001)))).toEqual(rejection('message.too-long'));
  });
});
