import type { Command } from './decide.js';
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
  refusal,
  silence,
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

  it('is silent when the helpdesk has said so before', () => {
    expect(given(opened, confirmed).when(set('technical-it'))).toEqual(silence);
    expect(given(opened, corrected).when(set('facility-management'))).toEqual(silence);
    expect(given(opened, corrected).when(set('facility-management', { version: 1 }))).toEqual(silence);
  });

  it('can be corrected again', () => {
    expect(given(opened, corrected).when(set('technical-it'))).toEqual(
      happens({ type: 'CategoryChanged', data: { from: 'facility-management', to: 'technical-it' } }),
    );
  });

  it('is refused to users, even for a ticket that is not there', () => {
    expect(given(opened).when(set('technical-it', { role: 'user' }))).toEqual(refusal('role.not-allowed'));
    expect(given().when(set('technical-it', { role: 'user' }))).toEqual(refusal('role.not-allowed'));
  });

  it('is refused for a ticket that is not there', () => {
    expect(given().when(set('technical-it'))).toEqual(refusal('ticket.not-found'));
  });

  it('is refused once the ticket is closed, whatever the category', () => {
    const ticket = given(opened, activated, closed);
    for (const category of ['technical-it', 'gardening'])
      expect(ticket.when(set(category))).toEqual(refusal('ticket.closed'));
  });

  it.each(['gardening', '', 'Technical-IT', 'toString'])('is refused for the unknown category "%s"', (category) => {
    expect(given(opened).when(set(category))).toEqual(refusal('category.unknown'));
  });

  it('clashes with a category that changed after its version', () => {
    const clash = { ...refusal('version.conflict'), field: 'category' };
    expect(given(opened, corrected).when(set('services-complaints', { version: 1 }))).toEqual(clash);
    const rewritten: Happened = {
      type: 'DescriptionChanged',
      data: { description: 'No heating', classification: FACILITY },
    };
    expect(given(opened, rewritten).when(set('services-complaints', { version: 1 }))).toEqual(clash);
  });

  it('does not clash with a description that left the category as it was', () => {
    expect(given(opened, described('New')).when(set('services-complaints', { version: 1 }))).toMatchObject({
      kind: 'events',
    });
  });
});
