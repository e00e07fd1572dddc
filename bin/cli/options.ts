import type { CheckpointHash } from '#libs/event-log/verify.js';
import { BadUse } from './outcomes.js';

// What commander calls with the value of an option; each throws BadUse, saying what would do.

/** A whole number. */
export function wholeNumber(option: string, from: number, to: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= from && number <= to) return number;
    throw new BadUse(`${option} wants a whole number from ${from} to ${to}, not ${value}.`);
  };
}

/** A position of the log, or a time with its zone. */
export function asOfOption(option: string): (value: string) => number | Date {
  return (value) => {
    if (/^\d{1,15}$/.test(value)) return Number(value);
    const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(value);
    if (isTime && !Number.isNaN(Date.parse(value))) return new Date(value);
    const example = '2026-11-03T10:15:00+01:00';
    throw new BadUse(`${option} wants a position, or a time with its zone such as ${example}, not ${value}.`);
  };
}

/** `--expect`, which may be repeated. */
export function collectCheckpointHash(value: string, before: readonly CheckpointHash[]): CheckpointHash[] {
  const [, position, hash] = /^(\d{1,15}):([\da-f]{64})$/i.exec(value) ?? [];
  if (!hash || Number(position) === 0)
    throw new BadUse('--expect wants <position>:<64 hex digits>, as verify prints it.');
  return [...before, { position: Number(position), hash: hash.toLowerCase(), from: '--expect' }];
}
