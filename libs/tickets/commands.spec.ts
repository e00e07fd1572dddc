import { codePoints, commands, isStorable, tidy } from './commands.js';

it.each([
  ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
  ['  \r\n a b \t\n', 'a b'],
  [' \r\n\t ', ''],
])('%j is kept as %j', (text, kept) => {
  expect(tidy(text)).toBe(kept);
});

it.each([
  ['', 0],
  ['ab', 2],
  ['🔥', 1],
  ['👩‍🔧', 3],
  ['e\u0301', 2],
])('%j has %d characters', (text, count) => {
  expect(codePoints(text)).toBe(count);
});

it.each([
  ['ünïcode 🔥\n\t', true],
  ['a\0b', false],
  ['\ud83d', false],
  ['\udd25\ud83d', false],
])('%j can be stored: %s', (text, can) => {
  expect(isStorable(text)).toBe(can);
});

it.each([
  ['OpenTicket', { description: 'a', extra: 1 }],
  ['OpenTicket', {}],
  ['OpenTicket', { description: 'a', follows: 'x' }],
  ['OpenTicket', { description: 'a', follows: 0 }],
  ['ChangeDescription', { description: 'a', version: 0 }],
  ['ChangeDescription', { description: 'a', version: '1' }],
  ['PostMessage', { text: 1 }],
  ['ChangeStatus', { status: 'reopened' }],
  ['ChangeCategory', {}],
  ['AddMeToo', { browser: 'b' }],
] as const)('the body of %s rejects %j', (name, body) => {
  expect(commands[name].body.safeParse(body).success).toBe(false);
});

it('follows a ticket by UUID or number, as number or text', () => {
  for (const follows of ['01890000-0000-7000-8000-00000000000a', 17, '17']) {
    expect(commands.OpenTicket.body.safeParse({ description: 'a', follows }).success).toBe(true);
  }
});
