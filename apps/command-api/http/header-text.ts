import { isUtf8 } from 'node:buffer';

/**
 * Text of a header value, which HTTP keeps to ASCII: percent-encoded UTF-8, with or without the `UTF-8''` of RFC 8187.
 * Raw UTF-8 bytes, as curl sends them, and what is left of latin-1 are taken as meant.
 */
export function decodeHeader(value: string): string {
  const encoded = value.replace(/^utf-8'[\w-]*'/i, '');
  const bytes = Buffer.from(encoded, 'latin1');
  const text = isUtf8(bytes) ? bytes.toString('utf8') : encoded;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
