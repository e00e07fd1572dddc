import type { Command } from '../decide.js';
import {
  activated,
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
  type Happened,
} from '#support/ticket.js';

const set = (category: string, more: Partial<Command & { type: 'ChangeCategory' }> = {}): Command => ({
  type: 'ChangeCategory',
  category,
  role: 'helpdesk',
  ...more,
});

describe('ChangeCategory', () => {
  it.each([
    ['open', [opened]],
    ['active', [opened, activated]],
  ])('corrects an %s ticket', (_, events) => {
    expect(given(...events).when(set('services-complaints'))).toEqual(
      happens({ type: 'CategoryChanged', data: { from: 'technical-it', to: 'services-complaints' } }),
    );
  });

  it('confirms what the categorizer said', () => {
    expect(given(opened).when(set('technical-it'))).toEqual(
      happens({ type: 'CategoryConfirmed', data: { category: 'technical-it' } }),
    );
  });

  it('does nothing when the helpdesk has said so before', () => {
    expect(given(opened, confirmed).when(set('technical-it'))).toEqual(noOp);
    expect(given(opened, corrected).when(set('facility-management'))).toEqual(noOp);
    expect(given(opened, corrected).when(set('facility-management', { version: 1 }))).toEqual(noOp);
  });

  it('can be corrected again', () => {
    expect(given(opened, corrected).when(set('technical-it'))).toEqual(
      happens({ type: 'CategoryChanged', data: { from: 'facility-management', to: 'technical-it' } }),
    );
  });

  it('is rejected to users, even for a ticket that is not there', () => {
    expect(given(opened).when(set('technical-it', { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given().when(set('technical-it', { role: 'user' }))).toEqual(rejection('role.not-allowed'));
  });

  it('is rejected for a ticket that is not there', () => {
    expect(given().when(set('technical-it'))).toEqual(rejection('ticket.not-found'));
  });

  it('is rejected once the ticket is closed, whatever the category', () => {
    const ticket = given(opened, activated, closed);
    for (const category of ['technical-it', 'gardening'])
      expect(ticket.when(set(category))).toEqual(rejection('ticket.closed'));
  });

  it.each(['gardening', '', 'Technical-IT', 'toString'])('is rejected for the unknown category "%s"', (category) => {
    expect(given(opened).when(set(category))).toEqual(rejection('category.unknown'));
  });

  it('conflicts with a category that changed after its version', () => {
    const conflict = { ...rejection('version.conflict'), field: 'category' };
    expect(given(opened, corrected).when(set('services-complaints', { version: 1 }))).toEqual(conflict);
    const rewritten: Happened = {
      type: 'DescriptionChanged',
      data: { description: 'No heating', classification: FACILITY },
    };
    expect(given(opened, rewritten).when(set('services-complaints', { version: 1 }))).toEqual(conflict);
  });

  it('does not conflict with a description that left the category as it was', () => {
    expect(given(opened, described('New')).when(set('services-complaints', { version: 1 }))).toMatchObject({
      kind: 'events',
    });
  });
});
