import type { QueuePlace } from '#libs/read-models/queries/queue.js';
import { listParameters, listStateOf, listUrl, type ListState } from './list-state.js';

/** Where a ticket was opened from. It travels as the query of the ticket's address, so that each tab has its own. */
export interface Trail {
  /** `?` and the query to put behind addresses of this ticket; empty when it was opened by itself. */
  readonly query: string;
  readonly list?: ListState;
  readonly queue?: QueueStep;
}
/** A step of the work through the queue that began at a time. */
export interface QueueStep {
  readonly since: Date;
  readonly place: QueuePlace;
}

/** What the address of a ticket says beside it. */
const OTHERS = ['at', 'moment', 'from', 'after', 'then', 'told', 'cursor', 'limit'];

/** The trail in the address of a ticket, or of one of its forms. */
export function trailOf(url: string): Trail {
  const query = new URLSearchParams(url.split('?')[1]);
  const queue = readQueue(query.get('queue') ?? '');
  if (queue) return { query: `?queue=${writeQueue(queue)}`, queue };
  for (const name of OTHERS) query.delete(name);
  if (query.size === 0) return { query: '' };
  const list = listStateOf(`?${query}`);
  return { query: trailQuery(list), list };
}

/** A list as the trail of its tickets. */
export function trailQuery(list: ListState): string {
  const parameters = listParameters({ ...list, at: undefined, cursor: undefined, limit: undefined });
  // A list of everything is one too.
  return `?${parameters.size > 0 ? parameters : 'q='}`;
}

/** The list or the queue that a ticket leads back to. */
export function backUrl({ list, queue }: Trail, otherwise: string, at?: Date): string {
  if (queue) return '/tickets?waiting=1&sort=modified';
  return list ? listUrl({ ...list, at }) : otherwise;
}

export function writeQueue({ since, place: { urgent, waitingSince, number } }: QueueStep): string {
  return [since.getTime(), urgent ? 1 : 0, waitingSince.getTime(), number].join('.');
}

/** @returns undefined for what is none */
export function readQueue(text: string): QueueStep | undefined {
  const [, since, urgent, waiting, number] = /^(\d{1,14})\.([01])\.(\d{1,14})\.(\d{1,9})$/.exec(text) ?? [];
  if (since === undefined) return undefined;
  const place = { urgent: urgent === '1', waitingSince: new Date(Number(waiting)), number: Number(number) };
  return { since: new Date(Number(since)), place };
}
