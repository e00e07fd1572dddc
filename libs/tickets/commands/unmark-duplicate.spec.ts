import { duplicateOf, given, happens, noOp, opened, rejection, unmarked } from '#support/ticket.js';

const OTHER = '01890000-0000-7000-8000-00000000000b';
const unmark = { type: 'UnmarkDuplicate', role: 'helpdesk' } as const;

describe('UnmarkDuplicate', () => {
  it('takes the mark away, and does nothing where there is none, even with an old version', () => {
    expect(given(opened, duplicateOf(OTHER)).when(unmark)).toEqual(happens({ type: 'DuplicateUnmarked', data: {} }));
    expect(given(opened).when(unmark)).toEqual(noOp);
    expect(given(opened, duplicateOf(OTHER), unmarked).when({ ...unmark, version: 1 })).toEqual(noOp);
  });

  it('conflicts with a mark that was set after its version, and is rejected for users', () => {
    expect(given(opened, duplicateOf(OTHER)).when({ ...unmark, version: 1 })).toEqual({
      ...rejection('version.conflict'),
      field: 'duplicateOf',
    });
    expect(given(opened).when({ ...unmark, role: 'user' })).toEqual(rejection('role.not-allowed'));
  });
});
