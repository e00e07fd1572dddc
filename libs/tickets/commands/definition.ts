import { z } from 'zod';
import type { Photo, Role, TicketEvent } from '../events.js';
import type { GuardedField, Ticket } from '../ticket.js';
import { codePoints, isVisible, TEXT_LIMIT } from '../texts.js';

/** Why a command is rejected, as the client sees it. */
export interface Rejection {
  readonly status: 403 | 404 | 409 | 422;
  /** One plain sentence that says what to do. */
  readonly detail: string;
  /** The member of the body that is to blame (RFC 6901). */
  readonly pointer?: string;
}
export type Decision =
  | { readonly kind: 'events'; readonly events: readonly TicketEvent[] }
  | { readonly kind: 'no-op' }
  | { readonly kind: 'rejected'; readonly code: string; readonly field?: GuardedField };

/** Rejections that follow from who may do what and when. */
export const COMMON_REJECTIONS = {
  'role.not-allowed': { status: 403, detail: 'Only the helpdesk may do this.' },
  'ticket.not-found': { status: 404, detail: 'There is no such ticket.' },
  'ticket.closed': { status: 409, detail: 'The ticket is closed: open a new one that follows it.' },
  'version.conflict': {
    status: 409,
    detail: 'Somebody else changed this meanwhile: look at the change, then send it again with the new version.',
  },
} as const satisfies Record<string, Rejection>;

/** Who sends commands; the operator works at the command line. */
export type CommandRole = Exclude<Role, 'operator'>;
export const EVERYBODY: readonly CommandRole[] = ['user', 'helpdesk'];
export const HELPDESK: readonly CommandRole[] = ['helpdesk'];
export const NOBODY: readonly CommandRole[] = [];

/** What comes along with every command. */
export interface Sender {
  readonly role: Role;
  /** Pseudonym of the browser within the ticket. */
  readonly browser?: string;
}

/** Photos that were sent along; none are left out of the event, so that it keeps its first version. */
export interface WithPhotos {
  readonly photos?: readonly Photo[];
}
export function photosOf({ photos = [] }: WithPhotos): { photos?: Photo[] } {
  return photos.length > 0 ? { photos: [...photos] } : {};
}

/** All that is known of a command: route, subject, documentation, form and bus registration follow from it. */
export interface CommandDefinition {
  readonly summary: string;
  readonly method: 'POST' | 'PATCH';
  /** The route below `/tickets`. A command without `:id` opens a ticket; other names in it are members of the body. */
  readonly path: '' | '/:id' | `/:id/${string}`;
  /** Members of an HTTP body that distinguish this command from the other one of its path. */
  readonly tells?: Readonly<Record<string, boolean | null>>;
  /** HTTP status when something happens; a no-op has 200. */
  readonly status: 200 | 201;
  readonly roles: readonly CommandRole[];
  /** Those who may also when the ticket is closed. */
  readonly rolesWhenClosed: readonly CommandRole[];
  /** The field whose later change makes a command with an older `version` a conflict. */
  readonly guards?: GuardedField;
  /** The JSON body: the schema that validates is the one that OpenAPI shows. */
  readonly body: z.ZodObject;
  /** It takes photos: over HTTP as a multipart form. */
  readonly photos?: true;
  /** Rejections of its content, beside COMMON_REJECTIONS. */
  readonly rejections: Readonly<Record<string, Rejection>>;
  /** Decides on the content; `decide` has checked role, existence and closing before, and checks the conflict after. */
  decide(command: Sender, ticket: Ticket): Decision;
}

export const NO_OP: Decision = { kind: 'no-op' };

export function happened(...events: TicketEvent[]): Decision {
  return { kind: 'events', events };
}

export function rejected(code: string, field?: GuardedField): Decision {
  return { kind: 'rejected', code, ...(field && { field }) };
}

export const version = z.int().positive().describe('The version of the ticket that the form was made with').optional();

const namesTicket = { error: 'is the UUID or the number of a ticket' };
const uuid = z.guid().toLowerCase();
const number = z.string().regex(/^[1-9]\d{0,8}$/);
/** The UUID, in lowercase, or the number of a ticket in an address. */
export const ticketInAddress = z.union([uuid, number], namesTicket);
/** The same in JSON, where the number may be one. */
export const ticketRef = z
  .union([uuid, z.int().positive(), number], namesTicket)
  .describe('UUID or number of a ticket');

/** A text as OpenAPI shows it. `checkText` counts its characters after tidying, hence no limits for zod. */
export const text = z.string().meta({ minLength: 1, maxLength: TEXT_LIMIT });

const SHOWN = { description: 'The description', message: 'The message' } as const;

export function tooLong(what: string, limit: number, pointer: string): Rejection {
  return { status: 422, detail: `${what} is longer than ${limit} characters: shorten it.`, pointer };
}

/** The rejections of `checkText`. */
export function textRejections<F extends keyof typeof SHOWN>(
  field: F,
  pointer: string,
  empty: string,
): Readonly<Record<`${F}.empty` | `${F}.too-long`, Rejection>> {
  return {
    [`${field}.empty`]: { status: 422, detail: empty, pointer },
    [`${field}.too-long`]: tooLong(SHOWN[field], TEXT_LIMIT, pointer),
  } as Record<`${F}.empty` | `${F}.too-long`, Rejection>;
}

/** The rejection of a text that has nothing visible or is too long. */
export function checkText(field: keyof typeof SHOWN, text: string): Decision | undefined {
  if (!isVisible(text)) return rejected(`${field}.empty`);
  if (codePoints(text) > TEXT_LIMIT) return rejected(`${field}.too-long`);
  return undefined;
}
