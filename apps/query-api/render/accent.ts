/**
 * The rules that colour the pages with an installation's accent, as darker and lighter shades where one is needed. White on the accent has a
 * contrast of at least 5.5, which leaves 4.5 on the soft backgrounds; mixed with 60 % of white it has that on the dark ones.
 */
export function accentStyle(accent: string | undefined): string {
  if (!accent) return '';
  const shades = `:root{--accent:${accent};--accent-strong:color-mix(in srgb,${accent} 82%,#000);--accent-soft:color-mix(in srgb,${accent} 9%,#fff)}`;
  const dark = `:root{--accent:color-mix(in srgb,${accent} 40%,#fff);--accent-strong:color-mix(in srgb,${accent} 25%,#fff);--accent-soft:color-mix(in srgb,${accent} 25%,#131519)}`;
  return `${shades}@media screen and (prefers-color-scheme: dark){${dark}}`;
}
