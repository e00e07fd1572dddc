/**
 * The address of a ticket.
 * @param at the past moment to show it at
 * @param from version that its timeline begins with
 */
export function ticketUrl(number: number, { at, from }: { readonly at?: Date; readonly from?: number } = {}): string {
  const query = new URLSearchParams();
  if (from !== undefined) query.set('from', String(from));
  if (at) query.set('at', at.toISOString());
  return query.size > 0 ? `/tickets/${number}?${query}` : `/tickets/${number}`;
}

/** The page of a place. */
export function placeUrl(code: string): string {
  return `/places/${encodeURIComponent(code)}`;
}
