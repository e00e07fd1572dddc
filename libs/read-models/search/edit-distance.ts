/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make one word of another (optimal
 * string alignment, the restricted Damerau-Levenshtein distance), by code points.
 */
export function editDistance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, second] of b.entries()) {
      const ways = [row[j]! + 1, last[j + 1]! + 1, last[j]! + (letter === second ? 0 : 1)];
      if (letter === b[j - 1] && a[i - 1] === second) ways.push(before[j - 1]! + 1);
      row.push(Math.min(...ways));
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
