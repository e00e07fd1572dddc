import type { TicketView } from '#libs/read-models/types.js';
import { definitionOf, type CommandName } from '#libs/tickets/commands.js';
import type { Rejected } from '../../commands/command.client.js';
import type { PagePartial } from '../../render/page.js';
import type { PageRole } from '../../request/role.js';

interface TicketForm {
  /** Last part of the address that it is sent to. */
  readonly path: string;
  readonly command: CommandName;
  /** Its field that somebody fills in: a member of the command's body. */
  readonly member?: string;
  /** What the field has before, and what a conflict says is saved. */
  value?(view: TicketView): string | null;
  /** Id of the element that its error is about. */
  readonly errorAt: string;
  /** What its reply replaces beside TICKET_PARTIALS. */
  readonly replaces?: readonly PagePartial[];
}

/** The forms of a ticket's page. Route, body, permission, version, conflict and error follow from an entry. */
export const TICKET_FORMS = {
  description: {
    path: 'description',
    command: 'ChangeDescription',
    member: 'description',
    value: ({ description }) => description,
    errorAt: 'description',
    replaces: [{ name: 'edit', swap: 'outerHTML' }],
  },
  message: {
    path: 'messages',
    command: 'PostMessage',
    member: 'text',
    errorAt: 'message-text',
    replaces: [{ name: 'composer', swap: 'outerHTML' }],
  },
  status: {
    path: 'status',
    command: 'ChangeStatus',
    member: 'text',
    value: ({ status }) => status,
    errorAt: 'message-text',
    replaces: [{ name: 'composer', swap: 'outerHTML' }],
  },
  category: {
    path: 'category',
    command: 'ChangeCategory',
    member: 'category',
    value: ({ category }) => category,
    errorAt: 'category-form',
  },
  place: {
    path: 'place',
    command: 'ChangePlace',
    member: 'place',
    value: ({ place }) => place,
    errorAt: 'place',
    replaces: [{ name: 'place', target: '#place-form', swap: 'outerHTML' }],
  },
  assignee: {
    path: 'assignee',
    command: 'Assign',
    member: 'assignee',
    value: ({ assignee }) => assignee,
    errorAt: 'assignee-form',
    replaces: [{ name: 'assign', target: '#assign-form', swap: 'outerHTML' }],
  },
  priority: {
    path: 'priority',
    command: 'SetPriority',
    member: 'priority',
    value: ({ priority }) => priority,
    errorAt: 'priority-form',
  },
  duplicate: { path: 'duplicate', command: 'MarkDuplicate', member: 'of', errorAt: 'duplicates' },
  meToo: { path: 'me-too', command: 'AddMeToo', errorAt: 'me-too' },
  hide: { path: 'hide', command: 'HideText', member: 'reason', errorAt: 'reason' },
  show: { path: 'show', command: 'ShowText', errorAt: 'reason' },
} as const satisfies Record<string, TicketForm>;
export type TicketFormName = keyof typeof TICKET_FORMS;
export const TICKET_FORM_NAMES = Object.keys(TICKET_FORMS) as TicketFormName[];

/** A form, for what treats all alike. */
export function ticketForm(name: TicketFormName): TicketForm {
  return TICKET_FORMS[name];
}

/** Whether a role may send a form now, as its command is defined. */
export function maySend(name: TicketFormName, role: PageRole, { status }: TicketView): boolean {
  const { roles, rolesWhenClosed } = definitionOf(ticketForm(name).command);
  return (status === 'closed' ? rolesWhenClosed : roles).includes(role);
}

/** A form that was sent and rejected. */
export interface RejectedForm extends Rejected {
  readonly form: TicketFormName;
  /** What was typed or chosen. */
  readonly text: string;
  /** Of the text that it is about. */
  readonly position: number;
}

/** What a page shows in a form. */
export interface FormState {
  /** The version to send it with. */
  readonly version: number;
  readonly text: string;
  /** Of the text that a rejected form is about. */
  readonly position: number | undefined;
  /** What was typed stays, even where nothing can be changed any more. */
  readonly shown: boolean;
  readonly open: boolean;
  readonly problem: { readonly code: string; readonly field: string } | undefined;
  /** What is saved now, where somebody else was faster. */
  readonly conflict: object | undefined;
}

/**
 * Each form with the text to show in it, and what is wrong with it.
 * @param role nobody's for a past moment
 */
export function presentForms(
  view: TicketView,
  role: PageRole | undefined,
  rejected: RejectedForm | undefined,
): Record<TicketFormName, FormState> {
  const entries = TICKET_FORM_NAMES.map((name): [TicketFormName, FormState] => {
    const { value, errorAt } = ticketForm(name);
    const sent = rejected?.form === name ? rejected : undefined;
    const current = value?.(view) ?? null;
    const isConflict = sent?.code === 'version.conflict';
    return [
      name,
      {
        version: sent?.version ?? view.version,
        text: sent?.text ?? current ?? '',
        position: sent?.position,
        shown: (role !== undefined && maySend(name, role, view) && !view.erased) || sent !== undefined,
        open: sent !== undefined,
        problem: sent && !isConflict ? { code: sent.code, field: errorAt } : undefined,
        conflict: isConflict ? conflictOf(sent, current) : undefined,
      },
    ];
  });
  const forms = Object.fromEntries(entries) as Record<TicketFormName, FormState>;
  // The button that closes stands below the message, which is sent with it.
  return rejected?.form === 'status' ? { ...forms, message: { ...forms.status, version: view.version } } : forms;
}

/** By the rejection itself: the read models may not have it yet. */
function conflictOf({ changes }: RejectedForm, shown: string | null): object {
  const change = changes?.[0];
  return {
    saved: change?.value ?? shown,
    role: change?.role ?? 'helpdesk',
    at: change ? new Date(change.at) : undefined,
  };
}
