import { z } from 'zod';

/** An empty field is an absent one. */
export const empty = (value: unknown): unknown => (value === '' ? undefined : value);
export const optional = <S extends z.ZodType>(schema: S) => z.preprocess(empty, schema.optional());

/** What a date-time control sends: a local time of the installation's zone, such as `2026-11-03T09:15`. */
export const localTime = z.iso
  .datetime({ local: true })
  .refine((text) => !text.endsWith('Z'), 'is a local time, without a zone');

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
