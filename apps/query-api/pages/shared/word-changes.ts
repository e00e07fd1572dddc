import { diffWordsWithSpace } from 'diff';

/** A run of words that stayed, came or went. */
export interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Characters of an unchanged run that are shown on each side of a change. */
const CONTEXT = 60;
/** Texts with more changed words than this were rewritten. Looking further costs the square of it in steps: this is 1 ms. */
const MOST_CHANGES = 100;

/** What changed between two texts, word by word; long unchanged runs are cut. */
export function wordChanges(before: string, after: string): Change[] {
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_CHANGES });
  if (!parts) return wholeChange(before, after);
  return parts.map(({ added, removed, value }, index) => {
    if (added) return { kind: 'added', text: value };
    if (removed) return { kind: 'removed', text: value };
    return { kind: 'same', text: shorten(value, index > 0, index < parts.length - 1) };
  });
}

function wholeChange(before: string, after: string): Change[] {
  return [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
}

function shorten(text: string, keepStart: boolean, keepEnd: boolean): string {
  if (text.length <= CONTEXT) return text;
  // Whole words: a cut one at either side goes as well.
  const start = keepStart ? text.slice(0, CONTEXT).replace(/\s+\S*$/, '') : '';
  const end = keepEnd ? text.slice(-CONTEXT).replace(/^\S*\s+/, '') : '';
  return start.length + end.length + 3 >= text.length ? text : `${start} … ${end}`;
}
