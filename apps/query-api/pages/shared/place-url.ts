/** The page of a place. */
export function placeUrl(code: string): string {
  return `/places/${encodeURIComponent(code)}`;
}
