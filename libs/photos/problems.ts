import { Problem } from '#libs/platform/problem.js';

/** Photos of one report or message, and bytes of one as it is sent. */
export const MOST_PHOTOS = 4;
export const PHOTO_BYTES = 10 * 1024 * 1024;
/** Longest description of a photo, in Unicode code points. */
export const ALT_LIMIT = 200;

/** The codes of what is wrong with photos, and their HTTP status. */
export const PHOTO_PROBLEMS = {
  'photo.too-large': { status: 413 },
  'photo.unsupported': { status: 415 },
  'photo.too-many': { status: 422 },
  'photo.too-many-pixels': { status: 422 },
} as const;

/** A problem with the photos of a form. */
export function photoProblem(code: keyof typeof PHOTO_PROBLEMS, detail: string): Problem {
  const { status } = PHOTO_PROBLEMS[code];
  return new Problem({ status, code, detail, errors: [{ pointer: '/photos', code, detail }] });
}
