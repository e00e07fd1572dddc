interface TicketAddress {
  /** The past moment to show it at. */
  readonly at?: Date;
  /** Version that its timeline begins with. */
  readonly from?: number;
  /** Where it was opened from: `?` and parameters, or nothing. */
  readonly trail?: string;
}

/** The address of a ticket. */
export function ticketUrl(number: number, { at, from, trail }: TicketAddress = {}): string {
  const query = new URLSearchParams(trail);
  if (from !== undefined) query.set('from', String(from));
  if (at) query.set('at', at.toISOString());
  return query.size > 0 ? `/tickets/${number}?${query}` : `/tickets/${number}`;
}

/** The page of a place. */
export function placeUrl(code: string): string {
  return `/places/${encodeURIComponent(code)}`;
}
