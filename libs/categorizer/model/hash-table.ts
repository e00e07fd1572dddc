/** Open addressing with linear probing; key 0 marks an empty slot. The number of slots is a power of two. */
export interface HashTable {
  keys: Uint32Array;
  values: Uint16Array;
}

/** The value of a key, or -1. */
export function find(table: HashTable, key: number): number {
  const mask = table.keys.length - 1;
  for (let slot = key & mask; ; slot = (slot + 1) & mask) {
    const there = table.keys[slot];
    if (there === key) return table.values[slot] as number;
    if (there === 0) return -1;
  }
}

/** @throws RangeError when a value does not fit in 16 bits */
export function makeTable(entries: ReadonlyMap<number, number>): HashTable {
  const slots = 2 ** Math.ceil(Math.log2(entries.size * 1.6 + 2));
  const table: HashTable = { keys: new Uint32Array(slots), values: new Uint16Array(slots) };
  for (const [key, value] of entries) {
    if (value < 0 || value > 0xffff) throw new RangeError(`value ${value} does not fit in a table`);
    let slot = key & (slots - 1);
    while (table.keys[slot] !== 0) slot = (slot + 1) & (slots - 1);
    table.keys[slot] = key;
    table.values[slot] = value;
  }
  return table;
}

/** Place of a key in an ascending list of hashes, or -1: they are spread so evenly that a few guesses find it. */
export function findSorted(keys: Uint32Array, key: number): number {
  let low = 0;
  let high = keys.length - 1;
  let lowest = 0;
  let highest = 0xffffffff;
  while (low <= high && key >= lowest && key <= highest) {
    const guess = low + Math.floor(((high - low + 1) * (key - lowest)) / (highest - lowest + 1));
    const there = keys[guess] as number;
    if (there === key) return guess;
    if (there < key) {
      low = guess + 1;
      lowest = there + 1;
    } else {
      high = guess - 1;
      highest = there - 1;
    }
  }
  return -1;
}
