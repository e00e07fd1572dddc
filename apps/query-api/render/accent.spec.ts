import { contrast } from '#libs/platform/contrast.js';
import { accentStyle } from './accent.js';

const accents = {
  green: '#005f3c',
  'bright green': '#00ff00',
  yellow: '#ffcc00',
  red: '#c8102e',
  blue: '#0000ff',
  black: '#000000',
  white: '#ffffff',
};
/** The grounds of tokens.css that a link can lie on, and what is written on a button. */
const schemes = {
  light: { grounds: ['#ffffff', '#f7f7f5', '#f1f1ee'], onAccent: '#ffffff' },
  dark: { grounds: ['#131519', '#1b1e24', '#262a32'], onAccent: '#14182e' },
};

it.each(Object.entries(accents))('an accent in %s can be read in light and in dark', (_, accent) => {
  const [light, dark] = [...accentStyle(accent).matchAll(/:root\{([^}]+)\}/g)].map(([, rule = '']) =>
    [...rule.matchAll(/#[\da-f]{6}/g)].map(([colour]) => colour),
  );
  for (const [[colour = '', strong = '', soft = ''] = [], { grounds, onAccent }] of [
    [light, schemes.light] as const,
    [dark, schemes.dark] as const,
  ]) {
    const pairs = [colour, strong].flatMap((one) => [onAccent, soft, ...grounds].map((ground) => [one, ground]));
    const weak = pairs.filter(([one = '', ground = '']) => contrast(one, ground) < 4.5);
    expect(weak).toEqual([]);
  }
});

it('a colour that can be read stays as it is', () => {
  expect(accentStyle('#005f3c')).toContain(':root{--accent:#005f3c;');
  expect(accentStyle(undefined)).toBe('');
});
