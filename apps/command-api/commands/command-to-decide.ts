import type { Categorizer } from '#libs/categorizer/categorizer.js';
import type { Classification, Photo } from '#libs/tickets/events.js';
import { newId } from './new-id.js';
import type { EventMetadata } from '#libs/tickets/stored-events.js';
import type { CommandRequest } from './request.js';

/** What is known of a command that waits. */
interface Pending {
  readonly request: CommandRequest;
  readonly metadata: EventMetadata;
  readonly other: string | undefined;
  readonly others: ReadonlyMap<string, number>;
}

/**
 * What the rules get: body, sender and what is made for the command. A class, because every object literal with a getter
 * would have a hidden class of its own, which made each command a third more costly.
 */
export class CommandToDecide {
  readonly number = 0;
  readonly messageId = newId();
  readonly type: string;
  readonly role: string;
  readonly browser: string | undefined;
  readonly photos: readonly Photo[] | undefined;
  readonly follows: string | undefined;
  private readonly others: ReadonlyMap<string, number>;
  private classified: Classification | undefined;

  constructor(
    { request, metadata, other, others }: Pending,
    body: CommandRequest['body'],
    private readonly categorizer: Categorizer,
  ) {
    Object.assign(this, body);
    this.type = request.type;
    this.role = request.caller.role;
    this.photos = request.photos?.map(({ photo }) => photo);
    this.browser = metadata.browser;
    this.follows = other;
    this.others = others;
  }

  get chain(): readonly string[] {
    return [...this.others.keys()];
  }

  get classification(): Classification {
    const { description = '' } = this as { readonly description?: string };
    return (this.classified ??= this.categorizer.classify(description));
  }
}
