import { firstWords } from './title.js';

const family = '\u{1F469}\u200D\u{1F469}\u200D\u{1F466}';

it.each([
  ['short', 'short'],
  ['first\nsecond', 'first'],
  ['x'.repeat(140), 'x'.repeat(140)],
  ['x'.repeat(141), `${'x'.repeat(140)}…`],
  [`${'word '.repeat(40)}`, `${'word '.repeat(28).trim()}…`],
  [family.repeat(200), `${family.repeat(140)}…`],
  ['e\u0301'.repeat(200), `${'e\u0301'.repeat(140)}…`],
  ['\u{1F1EE}\u{1F1F9}'.repeat(150), `${'\u{1F1EE}\u{1F1F9}'.repeat(140)}…`],
])('%j has the title %j', (description, title) => {
  expect(firstWords(description)).toBe(title);
});

it('a title of thousands of accents has an end', () => {
  expect(firstWords(`lift ${'\u0301'.repeat(3_900)}`)?.length).toBeLessThan(1_700);
});
