/** Photos of one report or message, and bytes of one as it is sent. */
export const MOST_PHOTOS = 4;
export const PHOTO_BYTES = 10 * 1024 * 1024;
/** Longest description of a photo, in Unicode code points. */
export const ALT_LIMIT = 200;
