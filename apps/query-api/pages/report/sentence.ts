/** A number of a report: what is shown, what it is exactly, and the tickets behind it. */
export interface Fact {
  readonly id: string;
  readonly value: string;
  readonly exact: number | null;
  readonly url?: string;
}
type Part = { readonly text: string } | { readonly fact: Fact };

/** Stands for a fact while a sentence is put together. */
const MARK = '\u{1}';

/**
 * A sentence with facts in it, in parts for the template.
 * @param say makes the sentence of what stands for each fact
 */
export function sentence(
  say: (marks: Record<string, string>) => string,
  facts: Readonly<Record<string, Fact>>,
): Part[] {
  const marks = Object.fromEntries(Object.keys(facts).map((name) => [name, `${MARK}${name}${MARK}`]));
  return say(marks)
    .split(MARK)
    .map((text, index) => {
      const fact = index % 2 === 1 ? facts[text] : undefined;
      return fact ? { fact } : { text };
    });
}
