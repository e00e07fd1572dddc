/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make one word of another (optimal
 * string alignment, the restricted Damerau-Levenshtein distance), by UTF-16 units.
 * @returns `most + 1` when it is more than `most`
 */
export function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  const width = other.length + 1;
  const cost = new Uint8Array((one.length + 1) * width);
  for (let j = 0; j < width; j++) cost[j] = j;
  for (let i = 1, at = width; i <= one.length; i++) {
    let least = (cost[at++] = i);
    for (let j = 1; j < width; j++, at++) {
      const same = one.charCodeAt(i - 1) === other.charCodeAt(j - 1) ? 0 : 1;
      let n = Math.min(cost[at - 1]! + 1, cost[at - width]! + 1, cost[at - width - 1]! + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) n = Math.min(n, cost[at - 2 * width - 2]! + 1);
      cost[at] = n;
      if (n < least) least = n;
    }
    if (least > most) return most + 1;
  }
  return Math.min(cost[cost.length - 1]!, most + 1);
}
