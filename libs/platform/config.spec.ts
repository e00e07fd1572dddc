import { readFileSync } from 'node:fs';
import { readConfig, SETTINGS } from './config.js';
import { projectPath } from './project-root.js';

it('each setting stands in docs/settings.md, and no other', () => {
  const text = readFileSync(projectPath('docs', 'settings.md'), 'utf8');
  const cells = [...text.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, cell = '']) => cell);
  const named = cells.flatMap((cell) => cell.split(', ').map((name) => name.replaceAll('`', '').trim()));
  expect(named.toSorted()).toEqual(SETTINGS.toSorted());
});

it.each(['3:30', '24:00', '03.30', 'at night'])('%j is no time of day', (time) => {
  expect(() => readConfig({ HELPDESK_VERIFY_AT: time })).toThrow('HELPDESK_VERIFY_AT: is not a time of day');
});
