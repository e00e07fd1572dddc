// PostgreSQL arrays in their binary form: pg sends a Buffer as it is, which spares quoting every text in Node and
// parsing it again in the server. Layout: https://github.com/postgres/postgres/blob/REL_18_0/src/backend/utils/adt/arrayfuncs.c (array_recv)
const OID = { bytea: 17, int4: 23, text: 25, uuid: 2950 } as const;
const HEADER = 20;

export function textArray(values: readonly (string | null)[]): Buffer {
  const sizes = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  return array(OID.text, sizes, (bytes, at, index) => bytes.write(values[index] ?? '', at, 'utf8'));
}

export function byteaArray(values: readonly Buffer[]): Buffer {
  const sizes = values.map((value) => value.length);
  return array(OID.bytea, sizes, (bytes, at, index) => values[index]?.copy(bytes, at));
}

export function intArray(values: readonly number[]): Buffer {
  const sizes = values.map(() => 4);
  return array(OID.int4, sizes, (bytes, at, index) => bytes.writeInt32BE(values[index] ?? 0, at));
}

export function uuidArray(values: readonly string[]): Buffer {
  const sizes = values.map(() => 16);
  return array(OID.uuid, sizes, (bytes, at, index) =>
    bytes.write((values[index] ?? '').replaceAll('-', ''), at, 'hex'),
  );
}

/** @param sizes bytes of each element, -1 for NULL */
function array(
  oid: number,
  sizes: readonly number[],
  write: (bytes: Buffer, at: number, index: number) => void,
): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + sizes.reduce((sum, size) => sum + 4 + Math.max(size, 0), 0));
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(sizes.includes(-1) ? 1 : 0, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(sizes.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = HEADER;
  for (const [index, size] of sizes.entries()) {
    at = bytes.writeInt32BE(size, at);
    if (size > 0) write(bytes, at, index);
    at += Math.max(size, 0);
  }
  return bytes;
}
