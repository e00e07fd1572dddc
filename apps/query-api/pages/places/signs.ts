import { toString as qrSvg } from 'qrcode';
import type { KnownPlace } from '../../queries/known-places.js';
import { placeUrl } from '../shared/urls.js';

/** At most so many signs on one page. */
export const MOST_SIGNS = 200;

/** What hangs on a door: the place, and the code that leads to its page. */
export interface Sign extends KnownPlace {
  readonly address: string;
  /** SVG of the code. */
  readonly qr: string;
}

/** @param base address of the helpdesk */
export async function signsOf(places: readonly KnownPlace[], base: string): Promise<Sign[]> {
  return Promise.all(
    places.slice(0, MOST_SIGNS).map(async (place) => {
      const address = new URL(placeUrl(place.code), base).href;
      return { ...place, address, qr: await qrSvg(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 }) };
    }),
  );
}
