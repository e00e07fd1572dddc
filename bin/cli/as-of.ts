import { BadUse } from './outcomes.js';

/**
 * Reads an option that is a position of the log, or a time with its zone.
 * @throws {BadUse} saying what would do
 */
export function asOfOption(option: string): (value: string) => number | Date {
  return (value) => {
    if (/^\d{1,15}$/.test(value)) return Number(value);
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value)
      ? new Date(value)
      : undefined;
    if (at && !Number.isNaN(at.getTime())) return at;
    throw new BadUse(
      `${option} wants a position, or a time with its zone such as 2026-11-03T10:15:00+01:00, not ${value}.`,
    );
  };
}
