import {
  activated,
  closed,
  duplicateOf,
  given,
  happens,
  noOp,
  opened,
  rejection,
  ticketAfter,
  unmarked,
} from '#support/ticket.js';
import type { Command } from '../decide.js';

const THIS = ticketAfter(opened)?.ticketId ?? '';
const OTHER = '01890000-0000-7000-8000-00000000000b';
const THIRD = '01890000-0000-7000-8000-00000000000c';

/** @param chain the other ticket and those that it is a duplicate of; none to take the mark away */
const mark = (chain: string[], more: Partial<Command & { type: 'MarkDuplicate' }> = {}): Command => ({
  type: 'MarkDuplicate',
  of: chain[0] ?? null,
  chain,
  role: 'helpdesk',
  ...more,
});

describe('MarkDuplicate', () => {
  it('links a ticket with another that reports the same, whatever its status', () => {
    for (const events of [[opened], [opened, activated], [opened, activated, closed]]) {
      expect(given(...events).when(mark([OTHER]))).toEqual(happens({ type: 'DuplicateMarked', data: { of: OTHER } }));
    }
  });

  it('links it with another one than before, and with none', () => {
    expect(given(opened, duplicateOf(OTHER)).when(mark([THIRD]))).toEqual(
      happens({ type: 'DuplicateMarked', data: { of: THIRD } }),
    );
    expect(given(opened, duplicateOf(OTHER)).when(mark([]))).toEqual(happens({ type: 'DuplicateUnmarked', data: {} }));
  });

  it('does nothing when it is so already, even with an old version', () => {
    expect(given(opened).when(mark([]))).toEqual(noOp);
    expect(given(opened, duplicateOf(OTHER), unmarked).when(mark([], { version: 1 }))).toEqual(noOp);
    expect(given(opened, duplicateOf(OTHER)).when(mark([OTHER], { version: 1 }))).toEqual(noOp);
  });

  it('makes no circle, however long', () => {
    expect(given(opened).when(mark([THIS]))).toEqual(rejection('duplicate.cycle'));
    expect(given(opened).when(mark([OTHER, THIRD, THIS]))).toEqual(rejection('duplicate.cycle'));
    expect(given(opened).when(mark([OTHER, THIRD]))).toMatchObject({ kind: 'events' });
  });

  it('conflicts with a mark that was set after its version', () => {
    expect(given(opened, duplicateOf(OTHER)).when(mark([THIRD], { version: 1 }))).toEqual({
      ...rejection('version.conflict'),
      field: 'duplicateOf',
    });
    expect(given(opened, activated).when(mark([OTHER], { version: 1 }))).toMatchObject({ kind: 'events' });
  });

  it('is rejected for users and for a ticket that is not there', () => {
    expect(given(opened).when(mark([OTHER], { role: 'user' }))).toEqual(rejection('role.not-allowed'));
    expect(given().when(mark([OTHER]))).toEqual(rejection('ticket.not-found'));
  });
});
