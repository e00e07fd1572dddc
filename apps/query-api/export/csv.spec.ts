import { csvCell } from './csv.js';

it.each([
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+39 0471', "'+39 0471"],
  ['-5 degrees', "'-5 degrees"],
  ['@import', "'@import"],
  [' =1', "' =1"],
  ['\t=1', '"\'\t=1"'],
  [';=1+1', '";=1+1"'],
  ['a\t=1', '"a\t=1"'],
  ['a|b', '"a|b"'],
  ['＝1+1', "'＝1+1"],
  ['＠import', "'＠import"],
  ['\u200b=1', "'\u200b=1"],
  ['', ''],
  [null, ''],
  [7, '7'],
])('%j becomes %j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});
