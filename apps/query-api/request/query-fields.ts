import { z } from 'zod';
import { MOST_DAYS } from '#libs/read-models/queries/period.js';

/** An empty field is an absent one. */
export const empty = (value: unknown): unknown => (value === '' ? undefined : value);
export const optional = <S extends z.ZodType>(schema: S) => z.preprocess(empty, schema.optional());

/** What a date-time control sends: a local time of the installation's zone, such as `2026-11-03T09:15`. */
export const localTime = z.iso
  .datetime({ local: true })
  .refine((text) => !text.endsWith('Z'), 'is a local time, without a zone');

/** A day of the installation's zone, such as `2026-10-01`. */
export const localDay = optional(z.iso.date().refine((day) => day >= '1970', 'is a day from 1970 on'));

/** Whether a period can begin and end with these days. */
export function isPeriod(from: string, to: string): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  return days >= 1 && days <= MOST_DAYS;
}

/** The past moment that somebody chose on a page; its address has it as `at` from then on. */
export const chosenMoment = z.object({ moment: optional(localTime) });
export type ChosenMoment = z.infer<typeof chosenMoment>;

/** A moment in the address of a page: with its zone. */
export const instant = optional(
  z.iso
    .datetime({ offset: true })
    .refine((text) => !text.startsWith('0000'))
    .transform((text) => new Date(text)),
);
