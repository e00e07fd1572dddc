import { createHash } from 'node:crypto';
import type { Knowledge } from '../reading/knowledge.js';
import type { Linear } from '../scoring/linear.js';

/** What a trained categorizer knows. */
export interface Model {
  version: string;
  /** Divides the logits before they become the confidence. */
  temperature: number;
  knowledge: Knowledge;
  linear: Linear;
}

// magic (8 bytes) | sha256 of all that follows (32) | length of the header (uint32 LE) | header (JSON, the model without its weights) | weights
const MAGIC = 'HDCAT05\n';
const HASH_AT = 8;
const LENGTH_AT = 40;
const HEADER_AT = 44;

/** The file has the format of an earlier version of the helpdesk. */
export class OutdatedModel extends Error {}

/** The bytes of a model file; the same model gives the same bytes. */
export function encodeModel({ linear: { weights, ...linear }, ...rest }: Model): Uint8Array {
  const header = Buffer.from(JSON.stringify({ ...rest, linear }));
  const length = Buffer.alloc(HEADER_AT - LENGTH_AT);
  length.writeUInt32LE(header.length);
  const hashed = Buffer.concat([length, header, new Uint8Array(weights.buffer, weights.byteOffset, weights.length)]);
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), createHash('sha256').update(hashed).digest(), hashed]);
}

/** @throws {OutdatedModel}, or Error that says what is wrong with the bytes */
export function decodeModel(bytes: Uint8Array): Model {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = buffer.toString('latin1', 0, HASH_AT);
  if (magic !== MAGIC && magic.startsWith('HDCAT')) throw new OutdatedModel('made by an older version');
  if (buffer.length < HEADER_AT || magic !== MAGIC) throw new Error('not a model file of this version');
  const hash = createHash('sha256').update(buffer.subarray(LENGTH_AT)).digest();
  if (!hash.equals(buffer.subarray(HASH_AT, LENGTH_AT))) throw new Error('checksum does not match');
  const weightsAt = HEADER_AT + buffer.readUInt32LE(LENGTH_AT);
  const model = JSON.parse(buffer.toString('utf8', HEADER_AT, weightsAt)) as Model;
  const weights = new Int8Array(buffer.buffer, buffer.byteOffset + weightsAt, buffer.length - weightsAt);
  return { ...model, linear: { ...model.linear, weights } };
}
