import { readdirSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';
import { assets, SCRIPTS, STYLES } from './assets.js';

it.each([
  ['css', STYLES],
  ['js', SCRIPTS],
] as const)('each file of public/%s is served, once', (folder, names) => {
  const files = readdirSync(projectPath('public', folder)).map((file) => file.replace(`.${folder}`, ''));
  expect(names.toSorted()).toEqual(files.toSorted());
});

it('what is served is one file of each kind, named by its content', () => {
  const { style, script } = assets();
  expect(style.name).toMatch(/^helpdesk\.[\da-f]{12}\.css$/);
  expect(style.body.indexOf(':root')).toBeLessThan(style.body.indexOf('@media print'));
  expect(script.body).not.toContain('sourceMappingURL');
  expect(style.body).not.toMatch(/\/\*|\n/);
});
