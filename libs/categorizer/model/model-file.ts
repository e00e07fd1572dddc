import { createHash } from 'node:crypto';
import type { Model } from './model.js';

// magic (8 bytes) | sha256 of all that follows (32) | length of the header (uint32 LE) | header (JSON) | arrays, each at a multiple of 8.
// The header is the model with every typed array replaced by where it lies: { $: type, at, length }.
const MAGIC = 'HDCAT02\n';
const HASH_AT = 8;
const LENGTH_AT = 40;
const HEADER_AT = 44;
const ALIGNMENT = 8;

const TYPES = { Int8Array, Uint8Array, Uint16Array, Uint32Array, Float32Array };
type TypedArray = InstanceType<(typeof TYPES)[keyof typeof TYPES]>;
interface Place {
  $: keyof typeof TYPES;
  at: number;
  length: number;
}

/** The bytes of a model file; the same model gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  const arrays: Uint8Array[] = [];
  let used = 0;
  const header = JSON.stringify(model, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const array = value as TypedArray;
    const place: Place = { $: array.constructor.name as Place['$'], at: used, length: array.length };
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    arrays.push(bytes, new Uint8Array(padding(bytes.length)));
    used += bytes.length + padding(bytes.length);
    return place;
  });
  const written = Buffer.from(header);
  const filled = Buffer.concat([written, Buffer.alloc(padding(HEADER_AT + written.length), ' ')]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(filled.length);
  const rest = Buffer.concat([length, filled, ...arrays]);
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), createHash('sha256').update(rest).digest(), rest]);
}

/** @throws Error that says what is wrong with the bytes */
export function decodeModel(bytes: Uint8Array): Model {
  const file = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (buffer.length < HEADER_AT || buffer.toString('latin1', 0, HASH_AT) !== MAGIC) throw new Error('not a model file of this version');
  const hash = createHash('sha256').update(buffer.subarray(LENGTH_AT)).digest();
  if (!hash.equals(buffer.subarray(HASH_AT, LENGTH_AT))) throw new Error('checksum does not match');
  const start = HEADER_AT + buffer.readUInt32LE(LENGTH_AT);
  return JSON.parse(buffer.toString('utf8', HEADER_AT, start), (_key, value: unknown) => {
    const place = value as Partial<Place> | null;
    if (typeof place !== 'object' || place?.$ === undefined) return value;
    return new TYPES[place.$](file.buffer as ArrayBuffer, file.byteOffset + start + (place.at as number), place.length);
  }) as Model;
}

function padding(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
}
