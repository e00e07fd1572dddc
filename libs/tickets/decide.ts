import { definitionOf, type commands, type CommandName } from './commands.js';
import { rejected, type Decision, type Sender } from './commands/definition.js';
import type { GuardedField, Ticket } from './ticket.js';

export type { Decision } from './commands/definition.js';

/** A command with everything it needs: texts tidied, ids made, the categorizer asked. The rules call nothing. */
export type Command = {
  [N in CommandName]: { readonly type: N } & Parameters<(typeof commands)[N]['decide']>[0];
}[CommandName];

/**
 * Accepts a command, rejects it or finds nothing to do. Checks come in the order role, exists, closed, content, no-op,
 * conflict; the form was checked before.
 * @param ticket the ticket as it is now; undefined if there is none
 */
export function decide(ticket: Ticket | undefined, command: Command): Decision {
  const definition = definitionOf(command.type);
  const { roles, rolesWhenClosed, guards, path } = definition;
  const may = (allowed: readonly string[]): boolean => allowed.includes(command.role);
  if (!may(roles)) return rejected('role.not-allowed');
  if (path === '') return definition.decide(command, undefined as never);
  if (!ticket) return rejected('ticket.not-found');
  if (ticket.status === 'closed' && !may(rolesWhenClosed)) return rejected('ticket.closed');
  const decision = definition.decide(command, ticket);
  if (guards && decision.kind === 'events' && isStale(ticket, guards, command)) {
    return rejected('version.conflict', guards);
  }
  return decision;
}

/** A version guards one field: it is stale only if that field changed after it. */
function isStale(ticket: Ticket, field: GuardedField, command: Sender & { readonly version?: number }): boolean {
  return command.version !== undefined && ticket.changed[field].version > command.version;
}
