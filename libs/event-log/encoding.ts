import { hash, randomBytes } from 'node:crypto';
import type { Seal, StoredEvent } from './stored-event.js';

/** First byte of every leaf: a later encoding takes the next number, so that both can be verified. */
const ENCODING = 1;
const ABSENT = 0xffffffff;

const SALT_LENGTH = 16;
/** Randomness is cheaper by the page. */
let salts = Buffer.alloc(0);

/** 16 random bytes: without them nobody can test a guess against the hash of an erased text. */
export function newSalt(): Buffer {
  if (salts.length === 0) salts = randomBytes(256 * SALT_LENGTH);
  const salt = salts.subarray(0, SALT_LENGTH);
  salts = salts.subarray(SALT_LENGTH);
  return salt;
}

/** sha256(salt ‖ private). */
export function privateHashOf(salt: Buffer, text: string): Buffer {
  const bytes = Buffer.allocUnsafe(salt.length + Buffer.byteLength(text));
  salt.copy(bytes, 0);
  bytes.write(text, salt.length, 'utf8');
  return sha256(bytes);
}

/**
 * sha256 over the stored bytes of an event, each field after its length, so that no two events share an encoding:
 * byte 1, then as (uint32 length, bytes): stream, version (int32), event id (16 bytes), type, schema version (int32),
 * data, private_hash (length 0xffffffff if absent), metadata. Numbers are big-endian, texts UTF-8.
 */
export function leafOf(
  event: Omit<StoredEvent, 'position' | 'private' | 'hash' | 'recordedAt'> & Pick<Seal, 'privateHash'>,
): Buffer {
  const stream = Buffer.byteLength(event.stream);
  const type = Buffer.byteLength(event.type);
  const data = Buffer.byteLength(event.data);
  const metadata = Buffer.byteLength(event.metadata);
  const size = 1 + 8 * 4 + 4 + 16 + 4 + (event.privateHash?.length ?? 0) + stream + type + data + metadata;
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.writeUInt8(ENCODING, 0);
  const text = (value: string, length: number): void => {
    at = bytes.writeUInt32BE(length, at);
    at += bytes.write(value, at, 'utf8');
  };
  const int = (value: number): void => {
    at = bytes.writeUInt32BE(4, at);
    at = bytes.writeInt32BE(value, at);
  };
  text(event.stream, stream);
  int(event.version);
  at = bytes.writeUInt32BE(16, at);
  at += bytes.write(event.eventId.replaceAll('-', ''), at, 'hex');
  text(event.type, type);
  int(event.schemaVersion);
  text(event.data, data);
  at = bytes.writeUInt32BE(event.privateHash?.length ?? ABSENT, at);
  if (event.privateHash) at += event.privateHash.copy(bytes, at);
  text(event.metadata, metadata);
  return sha256(bytes);
}

/**
 * sha256(previous ‖ int8 position ‖ int8 recorded_at in milliseconds ‖ leaf); the same line is in sql/append.sql.
 * @param previous hash of the event before; 32 zero bytes for the first
 */
export function chainHash(previous: Buffer, position: number, recordedAt: Date, leaf: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(80);
  previous.copy(bytes, 0);
  bytes.writeBigInt64BE(BigInt(position), 32);
  bytes.writeBigInt64BE(BigInt(recordedAt.getTime()), 40);
  leaf.copy(bytes, 48);
  return sha256(bytes);
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}
