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
});
