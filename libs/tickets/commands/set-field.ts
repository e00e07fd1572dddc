import { z } from 'zod';
import { codePoints } from '../texts.js';
import type { GuardedField, Ticket } from '../ticket.js';
import {
  HELPDESK,
  NOBODY,
  rejected,
  tooLong,
  version,
  type CommandDefinition,
  type CommandRole,
  type Decision,
  type Rejection,
  type Sender,
} from './definition.js';

/** What a value may be: its schema, and the rejection of all others. */
interface Values<V extends string> {
  readonly schema: z.ZodType<string, string>;
  readonly code: 'unknown' | 'too-long';
  rejection(member: string): Rejection;
  allows(value: string): value is V;
}

interface FieldCommand<M extends string, V extends string> {
  readonly summary: string;
  readonly path: `/:id/${string}`;
  /** The member of the body that has the value. */
  readonly member: M;
  readonly field: GuardedField;
  /** Only the helpdesk, unless it says otherwise. */
  readonly roles?: readonly CommandRole[];
  readonly values: Values<V>;
  decide(value: V, ticket: Ticket): Decision;
}

/** The definition of a command that sets one field of a ticket that is not closed, guarded by the version of its form. */
export function setField<M extends string, V extends string>(command: FieldCommand<M, V>) {
  const { summary, path, member, field, roles = HELPDESK, values, decide } = command;
  const code = `${member}.${values.code}`;
  type Shape = { [K in M]: z.ZodType<string, string> } & { version: typeof version };
  return {
    summary,
    method: 'POST',
    path,
    status: 200,
    roles,
    rolesWhenClosed: NOBODY,
    guards: field,
    body: z.strictObject({ [member]: values.schema, version } as Shape),
    rejections: { [code]: values.rejection(member) },
    decide(sent: Sender & { readonly [K in M]: string } & { readonly version?: number | undefined }, ticket: Ticket) {
      const value: string = sent[member];
      return values.allows(value) ? decide(value, ticket) : rejected(code);
    },
  } as const satisfies CommandDefinition;
}

/** One of some words. */
export function oneOf<V extends string>(words: readonly V[]): Values<V> {
  const known = words.join(', ');
  return {
    schema: z.string().describe(`One of ${known}`),
    code: 'unknown',
    rejection: (member) => ({ status: 422, detail: `The ${member} is one of ${known}.`, pointer: `/${member}` }),
    allows: (value): value is V => (words as readonly string[]).includes(value),
  };
}

/** A text of so many Unicode code points at most; the schema tidies it. */
export function upTo(limit: number, schema: z.ZodType<string, string>): Values<string> {
  return {
    schema,
    code: 'too-long',
    rejection: (member) => tooLong(`The ${member}`, limit, `/${member}`),
    allows: (value): value is string => codePoints(value) <= limit,
  };
}
