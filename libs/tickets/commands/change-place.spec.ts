import type { Command } from '../decide.js';
import { activated, closed, given, happens, noOp, opened, placed, rejection } from '#support/ticket.js';

const change = (place: string, more: Partial<Command & { type: 'ChangePlace' }> = {}): Command => ({
  type: 'ChangePlace',
  place,
  role: 'user',
  ...more,
});

describe('ChangePlace', () => {
  it.each(['user', 'helpdesk'] as const)('gives an open or active ticket a place, by the %s', (role) => {
    for (const events of [[opened], [opened, activated]]) {
      expect(given(...events).when(change('B-204', { role }))).toEqual(
        happens({ type: 'PlaceChanged', data: { place: 'B-204' } }),
      );
    }
  });

  it('removes the place', () => {
    expect(given(opened, placed('B-204')).when(change(''))).toEqual(
      happens({ type: 'PlaceChanged', data: { place: null } }),
    );
  });

  it('does nothing when the ticket has this place, even with an old version', () => {
    expect(given(opened).when(change(''))).toEqual(noOp);
    expect(given(opened, placed('B-204')).when(change('B-204', { version: 1 }))).toEqual(noOp);
  });

  it('conflicts with a place that changed after its version', () => {
    expect(given(opened, placed('B-204')).when(change('B-205', { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'place',
    });
    expect(given(opened, activated).when(change('B-205', { version: 1 }))).toMatchObject({ kind: 'events' });
  });

  it('is rejected for a ticket that is not there, or closed, or with more than 80 characters', () => {
    expect(given().when(change('B-204'))).toEqual(rejection('ticket.not-found'));
    expect(given(opened, activated, closed).when(change('B-204'))).toEqual(rejection('ticket.closed'));
    expect(given(opened).when(change('🔥'.repeat(80)))).toMatchObject({ kind: 'events' });
    expect(given(opened).when(change('🔥'.repeat(81)))).toEqual(rejection('place.too-long'));
  });
});
