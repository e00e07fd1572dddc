import { diffWordsWithSpace } from 'diff';

/** A run of words that stayed, came or went. */
export interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Characters of an unchanged run that are shown on each side of a change. */
const CONTEXT = 60;

/** What changed between two texts, word by word; long unchanged runs are cut. */
export function wordChanges(before: string, after: string): Change[] {
  const parts = diffWordsWithSpace(before, after);
  return parts.map(({ added, removed, value }, index) => {
    if (added) return { kind: 'added', text: value };
    if (removed) return { kind: 'removed', text: value };
    return { kind: 'same', text: shorten(value, index > 0, index < parts.length - 1) };
  });
}

function shorten(text: string, keepStart: boolean, keepEnd: boolean): string {
  const start = keepStart ? text.slice(0, CONTEXT) : '';
  const end = keepEnd ? text.slice(-CONTEXT) : '';
  return start.length + end.length + 3 >= text.length ? text : `${start} … ${end}`;
}
