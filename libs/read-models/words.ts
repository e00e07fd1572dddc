/** A longer word is known by its beginning, in characters. */
const LONGEST_WORD = 40;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The distinct words of a text as the search keeps and asks them: lower case, accents taken off (`Wi-Fi, città` gives
 * `wi`, `fi`, `citta`), in the order of their first appearance.
 */
export function distinctWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const words = new Set<string>();
  for (const word of plain.match(WORD) ?? []) words.add(word.length > LONGEST_WORD ? cut(word) : word);
  return [...words];
}

function cut(word: string): string {
  return [...word].slice(0, LONGEST_WORD).join('');
}
