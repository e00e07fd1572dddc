import { Logger } from '@nestjs/common';
import { isUnexpected, problemFrom } from '#libs/platform/problem-from.js';
import type { Accepted } from '../commands/request.js';

/** What HTTP would answer. */
export interface Reply {
  readonly status: number;
  readonly body: object;
}

const log = new Logger('nats-commands');

/** Never throws: an error becomes the problem that HTTP would answer. */
export async function replyOf(work: () => Promise<Accepted>): Promise<Reply> {
  try {
    const { status, answer } = await work();
    return { status, body: answer };
  } catch (error) {
    if (isUnexpected(error)) log.error(error);
    const problem = problemFrom(error);
    return { status: problem.status, body: problem.body };
  }
}
