import { z } from 'zod';
import { photoLine } from './photo-lines.js';

const digest = z.string().regex(/^[\da-f]{64}$/);

/**
 * What `helpdesk export --answers` writes behind the events: the stored answers of all commands, so that a command sent
 * again after a restore gets the answer of the first time. These lines have `kind` where events have `specversion`.
 */
export const answerLine = z.strictObject({
  kind: z.literal('answer'),
  /** Of the command. */
  id: z.string().min(1),
  /** Keyed hash of what was asked; absent once the texts were erased. */
  requesthash: digest.optional(),
  stream: z.string().min(1),
  streamversion: z.int().nonnegative(),
  position: z.int().nonnegative(),
  answer: z.string(),
  time: z.iso.datetime({ precision: 3 }),
});
export type AnswerLine = z.infer<typeof answerLine>;

/** Before the answers: the key that request hashes are made with, without which no repeat is known again. */
export const keyLine = z.strictObject({
  kind: z.literal('request-key'),
  logid: z.uuid(),
  requestkey: z.string().regex(/^([\da-f]{2})+$/),
});

/** Behind the answers: how many there are, and sha256 over their lines, each with its line feed. A cut export lacks it. */
export const endLine = z.strictObject({ kind: z.literal('end'), answers: z.int().nonnegative(), digest });

const otherLine = z.discriminatedUnion('kind', [answerLine, keyLine, endLine, photoLine]);
export type OtherLine = z.infer<typeof otherLine>;

/**
 * A line of an export that is no event; undefined for an event.
 * @throws {SyntaxError|z.ZodError} when it is no line of an export
 */
export function readOtherLine(text: string): OtherLine | undefined {
  const value = JSON.parse(text) as { specversion?: unknown };
  return value.specversion === undefined ? otherLine.parse(value) : undefined;
}
