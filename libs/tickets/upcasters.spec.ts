import { upcast, type Upcasters } from './upcasters.js';

const table: Upcasters = {
  MeTooAdded: {
    1: ({ facts, secrets }) => ({ facts: { ...facts, from: 'web' }, secrets }),
    2: ({ facts: { from, ...facts }, secrets }) => ({ facts: { ...facts, channel: from }, secrets }),
  },
};
const old = { facts: { kept: true }, secrets: { name: 'Ada' } };

describe('upcasting', () => {
  it('takes every step from the version written to the one of today', () => {
    const today = upcast('MeTooAdded', 1, old, table, 3);
    expect(today).toEqual({ facts: { kept: true, channel: 'web' }, secrets: { name: 'Ada' } });
  });

  it('begins at the version written', () => {
    const today = upcast('MeTooAdded', 2, { facts: { from: 'desk' }, secrets: {} }, table, 3);
    expect(today.facts).toEqual({ channel: 'desk' });
  });

  it('leaves the version of today alone', () => {
    expect(upcast('MeTooAdded', 3, old, table, 3)).toBe(old);
  });

  it('says which step is missing', () => {
    expect(() => upcast('MeTooAdded', 1, old, {}, 2)).toThrow('version 2 of MeTooAdded out of version 1');
  });
});
