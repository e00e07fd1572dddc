import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { dangerWords } from '#libs/categorizer/danger.js';
import type { TicketGroup } from '#libs/read-models/queries/duplicates.js';
import type { TicketItem, TicketView } from '#libs/read-models/types.js';
import { GetGroups, GetQueueProgress } from '../../queries/tickets.queries.js';
import type { Requester } from '../../request/requester.decorator.js';
import { Neighbours } from '../shared/neighbours.js';
import { presentResults } from '../shared/results.presenter.js';
import { Similar } from '../shared/similar.js';
import { presentSimilar } from '../shared/similar.presenter.js';
import { backUrl, trailOf, type Trail } from '../shared/trail.js';

/** So many people affected make a ticket look urgent. */
const MANY_AFFECTED = 5;

/** What stands around a ticket: where its reader came from, and the tickets that report the same. */
@Injectable()
export class Surroundings {
  constructor(
    private readonly queries: QueryBus,
    private readonly neighbours: Neighbours,
    private readonly similar: Similar,
  ) {}

  /** @param at a past moment */
  async of(requester: Requester, view: TicketView, at?: Date): Promise<object> {
    const trail = trailOf(requester.url);
    const acts = requester.role === 'helpdesk' && !at;
    const { queue } = trail;
    const [groups, shownTrail, alike, progress] = await Promise.all([
      view.linked ? this.queries.execute(new GetGroups([view.ticketId], at)) : undefined,
      this.presentTrail(requester, view, trail, at),
      acts && view.status !== 'closed' ? this.similar.find(view.description ?? '', view.number) : [],
      acts && queue ? this.queries.execute(new GetQueueProgress(requester.name, queue.since)) : undefined,
    ]);
    const group = groups?.get(view.ticketId);
    return {
      trail: shownTrail,
      group: presentGroup(view, group),
      queue: progress && { ...progress, total: progress.done + progress.left },
      ...(acts && forHelpdesk(requester, view, group, alike)),
    };
  }

  /** Where to go on after a form of the ticket: asked before it is sent, since it may move the ticket. */
  async next(requester: Requester, view: TicketView): Promise<string> {
    const trail = trailOf(requester.url);
    return (await this.neighbours.next(requester, view, trail)) ?? backUrl(trail, requester.list);
  }

  private async presentTrail(requester: Requester, view: TicketView, trail: Trail, at?: Date): Promise<object> {
    const [previousUrl, nextUrl] = await Promise.all([
      this.neighbours.previous(requester, view, trail, at),
      this.neighbours.next(requester, view, trail, at),
    ]);
    const advance = `${trail.query || '?'}${trail.query ? '&' : ''}then=next`;
    return {
      query: trail.query,
      list: Boolean(trail.list),
      advance,
      /** Where what is written is sent: in the queue one goes on afterwards. */
      send: trail.queue ? advance : trail.query,
      previousUrl,
      nextUrl,
      backUrl: backUrl(trail, requester.list, at),
    };
  }
}

/** What the helpdesk may do, and what it is offered. */
function forHelpdesk(
  { name, url }: Requester,
  view: TicketView,
  group: TicketGroup | undefined,
  found: readonly TicketItem[],
): object {
  const { number, status, assignee } = view;
  const others = group?.members.filter((other) => other.number !== number) ?? [];
  const alike = found.filter((item) => !others.some((other) => other.number === item.number));
  const { queue } = trailOf(url);
  return {
    assignee: { own: assignee !== null && assignee === name },
    urgency: status !== 'closed' && urgencyOf(view, group?.affected ?? view.meTooCount + 1),
    /** A message or a closing can go to the others too. */
    also: others
      .filter((other) => other.status !== 'closed')
      .map((other) => ({ number: other.number, checked: queue !== undefined })),
    duplicates: (others.length > 0 || alike.length > 0) && {
      members: others,
      alike: presentSimilar(alike),
      all: alike.length > 1 && alike.map((item) => item.number).join('.'),
    },
    ...bulkResultsOf(url),
  };
}

/** What a ticket says of the others that report the same, for everybody. */
function presentGroup(view: TicketView, group: TicketGroup | undefined): object {
  if (!group) return {};
  const own = group.head.number === view.number;
  const original = group.members.find(({ ticketId }) => ticketId === view.duplicateOf);
  return {
    sameAs: original?.number,
    more: own ? group.members.length - 1 : 0,
    /** Everybody but the one who reported this. */
    othersAffected: own ? group.affected - 1 : undefined,
  };
}

/** Why a ticket looks urgent, until the helpdesk has said whether it is. It is never set by itself. */
function urgencyOf({ priority, timeline, description }: TicketView, affected: number): object | undefined {
  if (priority === 'urgent' || timeline.some(({ type }) => type === 'PrioritySet')) return undefined;
  const words = dangerWords(description ?? '');
  if (words.length === 0 && affected < MANY_AFFECTED) return undefined;
  return { words, affected: affected >= MANY_AFFECTED ? affected : undefined };
}

/** What was done to several tickets before this one was opened: `message.12.13` in its address. */
function bulkResultsOf(url: string): object {
  const [, action, numbers] = /[?&]told=(message|start|close)\.([\d.]{1,2000})(?:&|$)/.exec(url) ?? [];
  if (!action || !numbers) return {};
  const results = numbers.split('.').map((number) => ({ number: Number(number), code: undefined }));
  return presentResults(action, results);
}
