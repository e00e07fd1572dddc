import type { Rejected } from '../../commands/command.client.js';

/** A form that was sent and rejected, with all that was typed into it. */
export interface FormState {
  readonly form: 'description' | 'message' | 'status' | 'category' | 'place' | 'meToo';
  readonly code: string;
  readonly status: number;
  /** What was typed. */
  readonly text?: string;
  /** What was chosen: a status or a category. */
  readonly value?: string;
  /** The version to send it with again. */
  readonly version?: number;
  readonly changes?: Rejected['changes'];
}

/** The state of a form after a rejection. */
export function rejectedForm(
  form: FormState['form'],
  rejected: Rejected,
  typed: { text?: string; value?: string },
): FormState {
  const { code, status, version, changes } = rejected;
  return { form, code, status, version, changes, ...typed };
}
