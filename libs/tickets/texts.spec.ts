import { cleanName, isStorable, isVisible } from './texts.js';

it.each([
  ['', false],
  [' \n\u00a0\u3000', false],
  ['\u200b\u200d\u2060\ufeff', false],
  ['\u00ad', false],
  ['\u034f\u115f\u3164\uffa0', false],
  ['\ufe0f\u{e0100}\u{e0041}', false],
  ['\u2800', false],
  ['\u202e.', true],
  ['👩\u200d🔧', true],
  ['\u0301', true],
  ['ก', true],
])('%j has something visible: %s', (text, visible) => {
  expect(isVisible(text)).toBe(visible);
});

it.each([
  ['a\tb\nc', true],
  ['a\u0000', false],
  ['a\u0007', false],
  ['a\r', false],
  ['a\u007f', false],
  ['a\u0080', false],
  ['\u202e\u200b', true],
])('%j can be stored: %s', (text, can) => {
  expect(isStorable(text)).toBe(can);
});

it.each([
  ['\u202enimda', 'nimda'],
  ['  Ada \n Lovelace\u2069 ', 'Ada Lovelace'],
  ['\u200b \u3164', ''],
])('the name %j is kept as %j', (name, kept) => {
  expect(cleanName(name)).toBe(kept);
});
