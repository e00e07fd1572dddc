import { createHash } from 'node:crypto';
import type { Model } from './model.js';

// magic (8 bytes) | header length (uint32 LE) | sha256 of all that follows (32) | header (JSON) | weights (int8)
const MAGIC = 'HDCAT01\n';
const HEADER_AT = 44;

/** The bytes of a model file; the same model gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  const { weights, ...rest } = model;
  const header = Buffer.from(JSON.stringify(rest));
  const body = Buffer.concat([header, Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength)]);
  const start = Buffer.alloc(HEADER_AT);
  start.write(MAGIC, 'latin1');
  start.writeUInt32LE(header.length, 8);
  createHash('sha256').update(body).digest().copy(start, 12);
  return Buffer.concat([start, body]);
}

/** @throws Error that says what is wrong with the bytes */
export function decodeModel(bytes: Uint8Array): Model {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_AT || buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('not a model file');
  const body = buffer.subarray(HEADER_AT);
  if (!createHash('sha256').update(body).digest().equals(buffer.subarray(12, HEADER_AT))) throw new Error('checksum does not match');
  const headerLength = buffer.readUInt32LE(8);
  const rest = JSON.parse(body.toString('utf8', 0, headerLength)) as Omit<Model, 'weights'>;
  const weights = new Int8Array(body.buffer, body.byteOffset + headerLength, body.length - headerLength);
  return { ...rest, weights };
}
