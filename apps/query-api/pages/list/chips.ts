import { z } from 'zod';
import { FILTER_VALUES } from '../../queries/field-filters.js';
import { hourOfWeek } from '../../render/times.js';
import type { Locale } from '../../request/locale.js';
import { listUrl, NARROWING, type ListState } from '../shared/list-state.js';

/** Each part of a filter but the search, which is emptied where it stands, to be taken away alone. */
export function chips(state: ListState, locale: Locale): object[] {
  const { openedFrom: from, openedUntil: until, openedMonth: month, at } = state;
  const without = (changes: Partial<ListState>): string => listUrl({ ...state, cursor: undefined, ...changes });
  return [
    ...NARROWING.flatMap((field) =>
      state[field].map((value: string) => ({
        field,
        value,
        isText: !(FILTER_VALUES[field] instanceof z.ZodEnum),
        url: without({ [field]: state[field].filter((other: string) => other !== value) }),
      })),
    ),
    ...(from || until
      ? [{ kind: 'opened', from, until, url: without({ openedFrom: undefined, openedUntil: undefined }) }]
      : []),
    ...(state.closedFrom || state.closedUntil
      ? [
          {
            kind: 'closed',
            from: state.closedFrom,
            until: state.closedUntil,
            url: without({ closedFrom: undefined, closedUntil: undefined }),
          },
        ]
      : []),
    ...(state.closedWithin
      ? [{ kind: 'within', days: state.closedWithin, url: without({ closedWithin: undefined }) }]
      : []),
    ...(state.answered ? [{ kind: 'answered', url: without({ answered: false }) }] : []),
    ...(state.openedHour
      ? [{ kind: 'hour', hour: hourOfWeek(state.openedHour, locale), url: without({ openedHour: undefined }) }]
      : []),
    ...(month ? [{ kind: 'month', month, url: without({ openedMonth: undefined }) }] : []),
    ...(at ? [{ kind: 'at', at, url: without({ at: undefined }) }] : []),
  ];
}
