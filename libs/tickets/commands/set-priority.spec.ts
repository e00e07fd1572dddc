import { activated, closed, given, happens, noOp, opened, prioritised, rejection } from '#support/ticket.js';
import type { Command } from '../decide.js';

const set = (priority: string, more: Partial<Command & { type: 'SetPriority' }> = {}): Command => ({
  type: 'SetPriority',
  priority,
  role: 'helpdesk',
  ...more,
});

describe('SetPriority', () => {
  it('makes an open or active ticket urgent, and normal again', () => {
    for (const events of [[opened], [opened, activated]]) {
      expect(given(...events).when(set('urgent'))).toEqual(
        happens({ type: 'PrioritySet', data: { priority: 'urgent' } }),
      );
    }
    expect(given(opened, prioritised('urgent')).when(set('normal'))).toEqual(
      happens({ type: 'PrioritySet', data: { priority: 'normal' } }),
    );
  });

  it('does nothing when it is so already: every ticket begins as normal', () => {
    expect(given(opened).when(set('normal'))).toEqual(noOp);
    expect(given(opened, prioritised('urgent')).when(set('urgent', { version: 1 }))).toEqual(noOp);
  });

  it('conflicts with a priority that was set after its version', () => {
    expect(given(opened, prioritised('urgent')).when(set('normal', { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'priority',
    });
    expect(given(opened, activated).when(set('urgent', { version: 1 }))).toMatchObject({ kind: 'events' });
  });

  it('is rejected for users, for a ticket that is not there or closed, and with a priority that there is not', () => {
    expect(given(opened).when(set('urgent', { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given().when(set('urgent'))).toEqual(rejection('ticket.not-found'));
    expect(given(opened, activated, closed).when(set('urgent'))).toEqual(rejection('ticket.closed'));
    expect(given(opened).when(set('high'))).toEqual(rejection('priority.unknown'));
  });
});
