import type { Bus } from '#libs/event-bus/connect.js';
import { readHead, readMessage } from '#libs/event-bus/stream.js';
import { NotNowError } from './dispatcher.js';

/** Reads from JetStream what is to be sent, when it is sent: what was erased meanwhile is not there any more. */
export class EventReader {
  bus: Bus | undefined;

  /**
   * The CloudEvents JSON of an event; undefined once it is erased.
   * @throws {NotNowError} while JetStream is away or being filled again
   */
  async read(position: number): Promise<string | undefined> {
    const { bus } = this;
    if (!bus) throw new NotNowError('JetStream is away');
    try {
      const body = (await readMessage(bus, position))?.body;
      if (body !== undefined || ((await readHead(bus))?.lastSeq ?? 0) >= position) return body;
    } catch (cause) {
      throw new NotNowError(`JetStream is away: ${(cause as Error).message}`, { cause });
    }
    throw new NotNowError(`JetStream does not reach event ${position} yet`);
  }
}
