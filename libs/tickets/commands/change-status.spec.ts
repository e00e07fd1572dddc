import type { Command } from '../decide.js';
import type { Status } from '../events.js';
import { activated, closed, described, given, happens, opened, rejection, noOp } from '#support/ticket.js';

const to = (status: Status, more: Partial<Command & { type: 'ChangeStatus' }> = {}): Command => ({
  type: 'ChangeStatus',
  status,
  role: 'helpdesk',
  ...more,
});
const LIFE = { open: [opened], active: [opened, activated], closed: [opened, activated, closed] };

describe('ChangeStatus', () => {
  it('goes from open to active to closed', () => {
    expect(given(...LIFE.open).when(to('active'))).toEqual(
      happens({ type: 'StatusChanged', data: { from: 'open', to: 'active' } }),
    );
    expect(given(...LIFE.active).when(to('closed'))).toEqual(
      happens({ type: 'StatusChanged', data: { from: 'active', to: 'closed' } }),
    );
  });

  it.each<[Status, Status]>([
    ['open', 'closed'],
    ['active', 'open'],
    ['closed', 'open'],
    ['closed', 'active'],
  ])('is rejected from %s to %s', (from, status) => {
    expect(given(...LIFE[from]).when(to(status))).toEqual(rejection('status.not-allowed'));
  });

  it.each<Status>(['open', 'active', 'closed'])(
    'does nothing when the ticket is already %s, even with an old version',
    (status) => {
      expect(given(...LIFE[status]).when(to(status))).toEqual(noOp);
      expect(given(...LIFE[status]).when(to(status, { version: 1 }))).toEqual(noOp);
    },
  );

  it('is rejected to users, before anything else is looked at', () => {
    for (const events of [[], LIFE.open, LIFE.closed]) {
      expect(given(...events).when(to('active', { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    }
  });

  it('is rejected for a ticket that is not there', () => {
    expect(given().when(to('active'))).toEqual(rejection('ticket.not-found'));
  });

  it('conflicts with a status that changed after its version, and with nothing else', () => {
    expect(given(...LIFE.active).when(to('closed', { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'status',
    });
    expect(given(...LIFE.active, described('New')).when(to('closed', { version: 2 }))).toMatchObject({
      kind: 'events',
    });
  });

  describe('with a text', () => {
    const messageId = '01890000-0000-7000-8000-000000000009';
    const close = (text: string, more: object = {}) => to('closed', { text, messageId, ...more });
    const posted = { type: 'MessagePosted', data: { messageId, text: 'A new cable' } } as const;

    it('posts the message and changes the status, in this order', () => {
      expect(given(...LIFE.active).when(close('A new cable'))).toEqual(
        happens(posted, { type: 'StatusChanged', data: { from: 'active', to: 'closed' } }),
      );
    });

    it('posts the message alone when somebody else was faster', () => {
      expect(given(...LIFE.closed).when(close('A new cable'))).toEqual(happens(posted));
    });

    it('conflicts with a change after its version, and posts nothing', () => {
      expect(given(...LIFE.closed).when(close('A new cable', { version: 2 }))).toEqual({
        ...rejection('version.conflict'),
        field: 'status',
      });
    });

    it('is rejected without anything visible or with more than 4000 characters', () => {
      expect(given(...LIFE.active).when(close(''))).toEqual(rejection('message.empty'));
      expect(given(...LIFE.active).when(close('x'.repeat(4001)))).toEqual(rejection('message.too-long'));
      expect(given(...LIFE.open).when(close(''))).toEqual(rejection('status.not-allowed'));
    });
  });
});
