import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { Problem } from '#libs/platform/problem.js';
import { MOST_PHOTOS, photoProblem } from './problems.js';
import type { SentPhoto } from './read-form.js';

/** A photo as it is kept: upright, without metadata, at most 2,048 pixels wide or high. */
export interface PreparedPhoto {
  /** What events say of it. */
  readonly photo: {
    /** sha256 of `content`, lowercase hex. */
    readonly digest: string;
    readonly type: string;
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
    readonly alt?: string;
  };
  readonly content: Buffer;
  /** WebP, at most 480 pixels wide or high. */
  readonly thumbnail: Buffer;
  /** sha256 of what was sent: the same photo sent again is the same, whatever encodes it. */
  readonly source: string;
}

const LARGEST = 2_048;
const THUMBNAIL = 480;
/** Pixels of what is sent. More is rejected by its header, before a pixel is decoded. */
const MOST_PIXELS = 120_000_000;
/** So many are decoded at once; each takes up to some 100 MB. */
const AT_ONCE = 2;
const MOST_WAITING = 20;

const waiting: (() => void)[] = [];
let running = 0;

/**
 * Decodes photos and encodes them again, a few at a time.
 * @throws {Problem} 415 for what is no JPEG, PNG or WebP; 422 for too many pixels or photos; 503 while too many wait
 */
export async function preparePhotos(sent: readonly SentPhoto[]): Promise<PreparedPhoto[]> {
  if (sent.length > MOST_PHOTOS)
    throw photoProblem('photo.too-many', `Send ${MOST_PHOTOS} photos at most: leave some out.`);
  const prepared: PreparedPhoto[] = [];
  for (const one of sent) prepared.push(await inTurn(() => prepare(one)));
  return prepared;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) {
    const detail = 'Too many photos at once: wait a moment and send it again.';
    throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '5' } });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function prepare({ content: bytes, alt }: SentPhoto): Promise<PreparedPhoto> {
  const type = typeOf(bytes);
  if (!type)
    throw photoProblem(
      'photo.unsupported',
      'A photo is JPEG, PNG or WebP. Save pictures of another kind (HEIC) as JPEG.',
    );
  try {
    const upright = sharp(bytes, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' }).autoOrient();
    const fitted = upright.resize(LARGEST, LARGEST, { fit: 'inside', withoutEnlargement: true }).toColourspace('srgb');
    const { data: content, info } = await encoded(fitted, type).toBuffer({ resolveWithObject: true });
    const small = sharp(content).resize(THUMBNAIL, THUMBNAIL, { fit: 'inside', withoutEnlargement: true });
    const thumbnail = await small.webp({ quality: 75 }).toBuffer();
    const { width, height } = info;
    const photo = { digest: sha256(content), type: `image/${type}`, width, height, bytes: content.length };
    return { photo: { ...photo, ...(alt && { alt }) }, content, thumbnail, source: sha256(bytes) };
  } catch (error) {
    if (/pixel limit/.test(String(error)))
      throw photoProblem('photo.too-many-pixels', 'The photo has too many pixels: send a smaller one.');
    throw photoProblem('photo.unsupported', 'The photo is damaged, or no JPEG, PNG or WebP: send another one.');
  }
}

type Type = 'jpeg' | 'png' | 'webp';

function encoded(image: Sharp, type: Type): Sharp {
  if (type === 'png') return image.png({ compressionLevel: 9 });
  return type === 'webp' ? image.webp({ quality: 82 }) : image.jpeg({ quality: 82, mozjpeg: true });
}

/** By what the bytes begin with, whatever the name says. */
function typeOf(bytes: Buffer): Type | undefined {
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'jpeg';
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'png';
  const [riff, webp] = [bytes.subarray(0, 4), bytes.subarray(8, 12)].map((part) => part.toString('latin1'));
  return riff === 'RIFF' && webp === 'WEBP' ? 'webp' : undefined;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
