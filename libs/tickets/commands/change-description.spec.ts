import type { Command } from '../decide.js';
import {
  activated,
  answered,
  closed,
  confirmed,
  corrected,
  described,
  FACILITY,
  given,
  happens,
  opened,
  rejection,
  noOp,
} from '#support/ticket.js';

const change = (description: string, more: Partial<Command & { type: 'ChangeDescription' }> = {}): Command => ({
  type: 'ChangeDescription',
  description,
  classification: FACILITY,
  role: 'user',
  ...more,
});

describe('ChangeDescription', () => {
  it('happens on an open ticket, with what the categorizer says now', () => {
    expect(given(opened).when(change('No heating'))).toEqual(
      happens({ type: 'DescriptionChanged', data: { description: 'No heating', classification: FACILITY } }),
    );
  });

  it.each(['user', 'helpdesk'] as const)('happens on an active ticket for the %s', (role) => {
    expect(given(opened, activated).when(change('No heating', { role }))).toMatchObject({ kind: 'events' });
  });

  it.each([
    ['corrected', corrected],
    ['confirmed', confirmed],
  ])('leaves a %s category to the helpdesk', (_, event) => {
    expect(given(opened, event).when(change('No heating'))).toEqual(
      happens({ type: 'DescriptionChanged', data: { description: 'No heating' } }),
    );
  });

  it('does nothing when nothing changes, even with an old version', () => {
    expect(given(opened).when(change('No wifi in the library'))).toEqual(noOp);
    expect(given(opened, described('New')).when(change('New', { version: 1 }))).toEqual(noOp);
  });

  it('is rejected for a ticket that is not there', () => {
    expect(given().when(change('x'))).toEqual(rejection('ticket.not-found'));
  });

  it.each(['user', 'helpdesk'] as const)(
    'is rejected to the %s once the ticket is closed, whatever the text',
    (role) => {
      const ticket = given(opened, activated, closed);
      for (const text of ['New', '', 'No wifi in the library']) {
        expect(ticket.when(change(text, { role }))).toEqual(rejection('ticket.closed'));
      }
    },
  );

  it('is rejected when empty or longer than 4000 characters', () => {
    expect(given(opened).when(change(''))).toEqual(rejection('description.empty'));
    expect(given(opened).when(change('ü'.repeat(4001)))).toEqual(rejection('description.too-long'));
  });

  it('conflicts with a description that changed after its version', () => {
    const ticket = given(opened, described('Theirs'));
    expect(ticket.when(change('Mine', { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'description',
    });
    expect(ticket.when(change('Mine', { version: 2 }))).toMatchObject({ kind: 'events' });
    expect(ticket.when(change('Mine'))).toMatchObject({ kind: 'events' });
  });

  it('does not conflict with anything else that changed', () => {
    const ticket = given(opened, activated, answered, corrected);
    expect(ticket.when(change('Mine', { version: 1 }))).toMatchObject({ kind: 'events' });
  });
});
