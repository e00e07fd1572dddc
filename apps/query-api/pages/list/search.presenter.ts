import type { Snippet } from '#libs/read-models/search/snippet.js';
import type { TicketPage } from '#libs/read-models/types.js';
import { ticketUrl } from '../shared/urls.js';
import { listUrl, type ListState } from '../shared/list-state.js';

/** What a page of a search says of it: what was looked for instead, which words did not count, what it is sorted among. */
export function presentSearch(state: ListState, { corrected, ignored, ofNewest }: TicketPage): object {
  return {
    corrected: corrected && {
      typed: isolated(state.q),
      meant: isolated(corrected.q),
      also: corrected.also,
      exactUrl: listUrl({ ...state, q: corrected.exact, cursor: undefined }),
    },
    ignored: ignored?.map(isolated).join(', '),
    ofNewest,
  };
}

/** The sentence that was found, with a link to where it is. */
export function presentSnippet(number: number, snippet: Snippet | undefined, at?: Date): object | undefined {
  if (!snippet) return undefined;
  const { position, parts } = snippet;
  return { url: `${ticketUrl(number, { at })}${position === undefined ? '' : `#event-${position}`}`, parts };
}

/** For a sentence of the catalogue, where no element can isolate what somebody typed. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
