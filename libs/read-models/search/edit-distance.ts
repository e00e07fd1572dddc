/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make one word of another (optimal
 * string alignment, the restricted Damerau-Levenshtein distance), by code points.
 * @returns `most + 1` when it is more than `most`
 */
export function editDistance(one: string, other: string, most: number): number {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const width = b.length + 1;
  const cost = new Uint16Array((a.length + 1) * width);
  for (let j = 0; j < width; j++) cost[j] = j;
  for (let i = 1, at = width; i <= a.length; i++) {
    let least = (cost[at++] = i);
    for (let j = 1; j < width; j++, at++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let n = Math.min(cost[at - 1]! + 1, cost[at - width]! + 1, cost[at - width - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) n = Math.min(n, cost[at - 2 * width - 2]! + 1);
      cost[at] = n;
      if (n < least) least = n;
    }
    if (least > most) return most + 1;
  }
  return Math.min(cost[cost.length - 1]!, most + 1);
}
