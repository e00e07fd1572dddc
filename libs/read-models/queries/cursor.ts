import type { SortKey } from '../types.js';

/** Where a page ended: the sort key of its last row and the number that breaks ties. */
export interface Cursor {
  readonly sort: SortKey;
  /** Milliseconds since 1970, or the number where that is the key. */
  readonly key: number;
  readonly number: number;
}

export function encodeCursor({ sort, key, number }: Cursor): string {
  return Buffer.from(`${sort}.${key}.${number}`).toString('base64url');
}

/** The cursor of a list sorted this way; undefined when it is none. */
export function decodeCursor(text: string, sort: SortKey): Cursor | undefined {
  const parts = /^(-?(?:opened|modified|number))\.(\d{1,15})\.(\d{1,9})$/.exec(
    Buffer.from(text, 'base64url').toString(),
  );
  if (!parts || parts[1] !== sort) return undefined;
  return { sort, key: Number(parts[2]), number: Number(parts[3]) };
}
