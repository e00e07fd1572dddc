/** Characters of a title. */
const TITLE_LENGTH = 140;
/** Characters that are never joined with the one before; to look for the others takes long. */
const PLAIN = /^[ -~\u00a0-\u02ff]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first line of a description as a title, with at most so many characters. */
export function firstWords(description: string | null, length = TITLE_LENGTH): string | null {
  if (description === null) return null;
  const line = description.split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= length) return line;
  if (PLAIN.test(line.slice(0, length + 1))) return atWord(line.slice(0, length));
  // A grapheme is what a reader takes for one character: an accent or a family of emoji is not cut in two.
  const start = line.slice(0, 12 * length);
  const graphemes = Array.from(segmenter.segment(start), ({ segment }) => segment);
  if (graphemes.length <= length && start === line) return line;
  const cut = graphemes.slice(0, Math.min(length, graphemes.length - 1)).join('');
  return atWord(cut);
}

/** Ends with the last whole word, if that is not much shorter. */
function atWord(cut: string): string {
  const space = cut.lastIndexOf(' ');
  return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
