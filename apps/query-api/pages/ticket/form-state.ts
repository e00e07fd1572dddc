import type { Refused } from '../../commands/command.client.js';

/** A form that was sent and refused, with all that was typed into it. */
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
  readonly changes?: Refused['changes'];
}

/** The state of a form after a refusal. */
export function refusedForm(
  form: FormState['form'],
  refused: Refused,
  typed: { text?: string; value?: string },
): FormState {
  const { code, status, version, changes } = refused;
  return { form, code, status, version, changes, ...typed };
}
