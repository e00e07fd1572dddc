import type { Command } from '../decide.js';
import { given, happens, rejection, TECHNICAL } from '#support/ticket.js';

const open = (description: string, more: Partial<Command & { type: 'OpenTicket' }> = {}): Command => ({
  type: 'OpenTicket',
  number: 17,
  description,
  classification: TECHNICAL,
  role: 'user',
  ...more,
});

describe('OpenTicket', () => {
  it.each(['user', 'helpdesk'] as const)('happens for the %s', (role) => {
    expect(given().when(open('No wifi', { role }))).toEqual(
      happens({ type: 'TicketOpened', data: { number: 17, description: 'No wifi', classification: TECHNICAL } }),
    );
  });

  it('tells which ticket it follows', () => {
    const follows = '01890000-0000-7000-8000-00000000000f';
    expect(given().when(open('Again', { follows }))).toMatchObject({ events: [{ data: { follows } }] });
  });

  it('is rejected without a description', () => {
    expect(given().when(open(''))).toEqual(rejection('description.empty'));
  });

  it('takes 4000 characters and not one more, an emoji counting once', () => {
    expect(given().when(open('🔥'.repeat(4000)))).toMatchObject({ kind: 'events' });
    expect(given().when(open('🔥'.repeat(4001)))).toEqual(rejection('description.too-long'));
  });

  it('has a place and the person it is reported for, if given', () => {
    expect(given().when(open('x', { place: 'B-204', reportedFor: 'Grace', role: 'helpdesk' }))).toMatchObject({
      events: [{ data: { place: 'B-204', reportedFor: 'Grace' } }],
    });
    expect(given().when(open('x', { place: '', reportedFor: '' }))).toEqual(given().when(open('x')));
  });

  it('is rejected with a place or a name too long, and for somebody else by a user', () => {
    const helpdesk = { role: 'helpdesk' } as const;
    expect(given().when(open('x', { place: 'p'.repeat(81) }))).toEqual(rejection('place.too-long'));
    expect(given().when(open('x', { ...helpdesk, reportedFor: 'n'.repeat(41) }))).toEqual(rejection('name.too-long'));
    expect(given().when(open('x', { reportedFor: 'Grace' }))).toEqual(rejection('role.not-allowed'));
  });
});
