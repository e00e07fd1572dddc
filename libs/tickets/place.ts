import { z } from 'zod';
import { cleanName, codePoints } from './texts.js';

/** Longest place, in Unicode code points of its normal form. */
export const PLACE_LIMIT = 80;

/** One to three letters and a number, as rooms are called: the code of a building and a room, however it is typed. */
const ROOM = /^(\p{L}{1,3})[\s._/-]*(\d[\d\p{L}]*(?:[._/-][\d\p{L}]+)*)$/u;

/** A place as it is compared and kept: one line without invisible characters; the code of a room like `B-204`. */
export function normalPlace(place: string): string {
  const line = cleanName(place);
  const [, building, room] = ROOM.exec(line) ?? [];
  return building && room ? `${building}-${room}`.toUpperCase() : line;
}

/** The schema of a place in a body. `isTooLongPlace` counts its characters, hence no limit for zod. */
export const placeText = z.string().overwrite(normalPlace).meta({ maxLength: PLACE_LIMIT });

export function isTooLongPlace(place: string): boolean {
  return codePoints(place) > PLACE_LIMIT;
}
