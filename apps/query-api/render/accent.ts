import { contrast } from '#libs/platform/contrast.js';

const WHITE = '#ffffff';
const BLACK = '#000000';
/** Of the grounds in tokens.css the one that leaves least contrast: with this much, there is 4.5 on the soft accent too. */
const GROUNDS = { light: '#f1f1ee', dark: '#262a32' };
const ENOUGH = 5.2;
const STEP = 0.04;

/**
 * The rules that colour the pages with an installation's accent. Whatever the colour, links and buttons can be read: it is mixed with black
 * for light pages, with white for dark ones, until it reaches a contrast of 5.2 with their greyest ground.
 */
export function accentStyle(accent: string | undefined): string {
  if (!accent) return '';
  const light = readable(accent, BLACK, GROUNDS.light);
  const dark = readable(accent, WHITE, GROUNDS.dark);
  const rules = {
    light: rule(light, mix(light, BLACK, 0.18), mix(light, WHITE, 0.92)),
    dark: rule(dark, mix(dark, WHITE, 0.4), mix(dark, '#1b1e24', 0.88)),
  };
  return `${rules.light}@media screen and (prefers-color-scheme: dark){${rules.dark}}`;
}

function rule(accent: string, strong: string, soft: string): string {
  return `:root{--accent:${accent};--accent-strong:${strong};--accent-soft:${soft}}`;
}

function readable(colour: string, towards: string, ground: string): string {
  let share = 0;
  while (contrast(mix(colour, towards, share), ground) < ENOUGH) share += STEP;
  return mix(colour, towards, share);
}

/** A colour with a share of another one, 0 to 1, in it. */
function mix(colour: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [own = 0, added = 0] = [colour, other].map((one) => Number.parseInt(one.slice(at, at + 2), 16));
    return Math.round(own + (added - own) * share);
  });
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
