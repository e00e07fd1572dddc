import { assigned, activated, closed, given, happens, noOp, opened, rejection } from '#support/ticket.js';
import type { Command } from '../decide.js';

const assign = (name: string, more: Partial<Command & { type: 'Assign' }> = {}): Command => ({
  type: 'Assign',
  name,
  role: 'helpdesk',
  ...more,
});

describe('Assign', () => {
  it('says who takes care of an open or active ticket', () => {
    for (const events of [[opened], [opened, activated]]) {
      expect(given(...events).when(assign('Karim'))).toEqual(happens({ type: 'Assigned', data: { name: 'Karim' } }));
    }
  });

  it('says that nobody does any longer', () => {
    expect(given(opened, assigned('Karim')).when(assign(''))).toEqual(
      happens({ type: 'Assigned', data: { name: null } }),
    );
  });

  it('does nothing when it is so already, even with an old version', () => {
    expect(given(opened).when(assign(''))).toEqual(noOp);
    expect(given(opened, assigned('Karim')).when(assign('Karim', { version: 1 }))).toEqual(noOp);
  });

  it('conflicts when somebody else took it after its version', () => {
    expect(given(opened, assigned('Karim')).when(assign('Noor', { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'assignee',
    });
    expect(given(opened, activated).when(assign('Noor', { version: 1 }))).toMatchObject({ kind: 'events' });
  });

  it('is rejected for users, for a ticket that is not there or closed, and with more than 40 characters', () => {
    expect(given(opened).when(assign('Karim', { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given().when(assign('Karim'))).toEqual(rejection('ticket.not-found'));
    expect(given(opened, activated, closed).when(assign('Karim'))).toEqual(rejection('ticket.closed'));
    expect(given(opened).when(assign('🔥'.repeat(40)))).toMatchObject({ kind: 'events' });
    expect(given(opened).when(assign('🔥'.repeat(41)))).toEqual(rejection('name.too-long'));
  });
});
