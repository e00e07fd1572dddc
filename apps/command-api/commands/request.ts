import type { CommandAnswer, CommandBody, CommandName } from '#libs/tickets/commands.js';
import type { PreparedPhoto } from '#libs/photos/prepare.js';
import type { Role } from '#libs/tickets/events.js';

/** Who sends a command, and what came along with it. */
export interface Caller {
  readonly role: Exclude<Role, 'operator'>;
  /** Repeats under the same key get the first response. */
  readonly key?: string;
  /** As it was sent, in one line; what is kept of it is `cleanName`. */
  readonly name?: string;
  /** The random id of a browser; it is kept only as a hash together with the ticket. */
  readonly browser?: string;
  readonly correlationId: string;
}

/** A command whose form was found good, from whatever way in. */
export type CommandRequest = {
  [N in CommandName]: {
    readonly type: N;
    readonly caller: Caller;
    /** UUID (lowercase) or number; none for a new ticket. */
    readonly ticket?: string;
    readonly body: CommandBody<N>;
    readonly photos?: readonly PreparedPhoto[];
  };
}[CommandName];

/** What an accepted command gets: the same on every repeat. */
export interface Accepted {
  /** HTTP status: 201 for something new, 200 for a change and for a no-op. */
  readonly status: 200 | 201;
  readonly answer: CommandAnswer;
}
