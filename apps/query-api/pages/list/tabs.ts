import type { BoundedCount } from '#libs/read-models/types.js';
import type { Requester } from '../../request/requester.decorator.js';
import type { PageRole } from '../../request/role.js';
import { EVERYTHING, isNarrowed, listUrl, type ListState } from '../shared/list-state.js';

type Scope = Pick<ListState, 'status' | 'assignee' | 'waiting' | 'needsReply' | 'check' | 'mine' | 'sort'>;
const scope = (changes: Partial<Scope>): Scope => ({
  status: changes.status ?? [],
  assignee: changes.assignee ?? [],
  waiting: false,
  needsReply: changes.needsReply ?? false,
  check: changes.check ?? false,
  mine: changes.mine ?? false,
  sort: changes.sort ?? EVERYTHING.sort,
});

/** The tabs above the list, in order, by their name in the catalogue. */
const TABS: Record<PageRole, Readonly<Record<string, Scope>>> = {
  helpdesk: {
    open: scope({ status: ['open'] }),
    active: scope({ status: ['active'] }),
    // The longest wait comes first.
    reply: scope({ needsReply: true, sort: 'modified' }),
    check: scope({ check: true }),
    closed: scope({ status: ['closed'] }),
    all: scope({}),
  },
  user: {
    all: scope({}),
    open: scope({ status: ['open'] }),
    active: scope({ status: ['active'] }),
    mine: scope({ mine: true }),
  },
};

/** Whose tabs these are. */
type TabRequester = Pick<Requester, 'role' | 'name'>;

/** What each tab counts: what is searched for and filtered stays, the scope is the tab's. */
export function tabStates({ role, name }: TabRequester, state: ListState): Readonly<Record<string, ListState>> {
  const kept = { ...state, cursor: undefined };
  const { open, ...others } = TABS[role];
  // Who has a name may take tickets.
  const assigned = role === 'helpdesk' && name ? scope({ assignee: [name], status: ['open', 'active'] }) : undefined;
  const tabs = assigned && open ? { assigned, open, ...others } : TABS[role];
  return Object.fromEntries(Object.entries(tabs).map(([name, own]) => [name, { ...kept, ...own }]));
}

/** The tabs, how many tickets the list has where that is known, and where to get them as a file. */
export function presentTabs(requester: TabRequester, state: ListState, counts: Readonly<Record<string, BoundedCount>>) {
  const tabs = Object.entries(tabStates(requester, state)).map(([name, tab]) => ({
    name,
    url: listUrl(tab),
    current: sameScope(tab, state),
    count: counts[name],
  }));
  // Without a filter the tab says it already.
  const found = isNarrowed(state) ? tabs.find(({ current }) => current)?.count : undefined;
  const csvUrl = listUrl({ ...state, cursor: undefined, limit: undefined }).replace('/tickets', '/tickets.csv');
  const total = tabs.find(({ current }) => current)?.count;
  return { tabs, total: total && `${total.count}${total.more ? '+' : ''}`, found, csvUrl };
}

function sameScope(a: ListState, b: ListState): boolean {
  const flags = ['waiting', 'needsReply', 'check', 'mine'] as const;
  const lists = ['status', 'assignee'] as const;
  return flags.every((one) => a[one] === b[one]) && lists.every((one) => a[one].join() === b[one].join());
}
