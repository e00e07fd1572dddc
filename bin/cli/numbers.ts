import { BadUse } from './outcomes.js';

/**
 * Reads an option that is a whole number.
 * @throws {BadUse} saying what would do
 */
export function wholeNumber(option: string, from: number, to: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= from && number <= to) return number;
    throw new BadUse(`${option} wants a whole number from ${from} to ${to}, not ${value}.`);
  };
}
