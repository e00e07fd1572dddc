import type { Command } from '../decide.js';
import { activated, closed, given, happens, meToo, opened, rejection, noOp } from '#support/ticket.js';

const add = (browser?: string, role: 'user' | 'helpdesk' = 'user'): Command => ({ type: 'AddMeToo', role, browser });
const added = happens({ type: 'MeTooAdded', data: {} });

describe('AddMeToo', () => {
  it.each(['user', 'helpdesk'] as const)('happens for the %s on an open or active ticket', (role) => {
    expect(given(opened).when(add('another', role))).toEqual(added);
    expect(given(opened, activated).when(add('another', role))).toEqual(added);
  });

  it('does nothing the second time from one browser', () => {
    expect(given(opened, meToo('another')).when(add('another'))).toEqual(noOp);
    expect(given(opened, meToo('another')).when(add('a third'))).toEqual(added);
  });

  it('does nothing from the browser that opened the ticket', () => {
    expect(given(opened).when(add('opener'))).toEqual(noOp);
  });

  it('happens each time where no browser is known', () => {
    expect(given({ ...opened, browser: undefined }, { type: 'MeTooAdded', data: {} }).when(add())).toEqual(added);
  });

  it('is rejected once the ticket is closed, even to the opener', () => {
    expect(given(opened, activated, closed).when(add('another'))).toEqual(rejection('ticket.closed'));
    expect(given(opened, activated, closed).when(add('opener'))).toEqual(rejection('ticket.closed'));
  });

  it('is rejected for a ticket that is not there', () => {
    expect(given().when(add('another'))).toEqual(rejection('ticket.not-found'));
  });
});
