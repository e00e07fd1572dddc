import { isDue } from './due.js';

const due = (last: string, now: string, at?: string): boolean =>
  isDue(new Date(last), new Date(now), at, 'Europe/Rome');

describe('the verification of the chain', () => {
  it('is made after the start, whatever the time', () => {
    expect(isDue(undefined, new Date(), '03:30', 'Europe/Rome')).toBe(true);
  });

  it.each([
    ['five hours after the last', '2026-11-25T05:59:59Z', false],
    ['six hours after the last', '2026-11-25T06:00:00Z', true],
  ])('without a chosen time, %s', (_name, now, is) => {
    expect(due('2026-11-25T00:00:00Z', now)).toBe(is);
  });

  it.each([
    ['before it', '2026-11-24T09:00:00Z', '2026-11-25T02:29:59Z', false],
    ['at it', '2026-11-24T09:00:00Z', '2026-11-25T02:30:00Z', true],
    ['on the day of the start, which was earlier', '2026-11-25T01:00:00Z', '2026-11-25T02:30:00Z', true],
    ['a second time on that day', '2026-11-25T02:30:00Z', '2026-11-25T22:59:00Z', false],
    ['after it, when the process did not run then', '2026-11-24T02:30:00Z', '2026-11-25T12:00:00Z', true],
    ['long after the last, before it', '2026-11-20T02:30:00Z', '2026-11-25T01:00:00Z', false],
  ])('at 03:30 in Rome: %s', (_name, last, now, is) => {
    expect(due(last, now, '03:30')).toBe(is);
  });

  it('is not left out in the night that has no such time, nor made twice in the one that has two', () => {
    expect(due('2026-03-28T01:30:00Z', '2026-03-29T00:59:00Z', '02:30')).toBe(false);
    expect(due('2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z', '02:30')).toBe(true);
    expect(due('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '02:30')).toBe(false);
  });
});
