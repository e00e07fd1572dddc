import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';
import { readPlaces } from '../queries/known-places.js';
import { readAbout } from './about.js';
import { contrast } from '#libs/platform/contrast.js';

const folder = mkdtempSync(join(tmpdir(), 'about-'));
const written = (content: unknown): string => {
  const file = join(folder, 'about.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

it('without a file there is nothing to say', () => {
  expect(readAbout(undefined)).toEqual({});
});

it('has what the file has, and the logo that lies beside it', () => {
  writeFileSync(join(folder, 'sign.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const file = written({ name: 'Campus North', emergency: '112', accent: '#005f3c', logo: 'sign.svg' });
  expect(readAbout(file)).toMatchObject({
    name: 'Campus North',
    emergency: '112',
    logo: expect.stringMatching(/^<svg/),
  });
});

it('reads the examples that ship', () => {
  expect(readAbout(projectPath('deploy/campus/about.example.json'))).toMatchObject({ emergency: '112' });
  expect(readPlaces(projectPath('deploy/campus/places.example.csv'))).toHaveLength(3);
});

it.each([
  ['no JSON', 'name: x', /is not JSON/],
  ['an unknown field', { phone: '1' }, /phone/],
  ['a colour that is none', { accent: 'green' }, /accent is not a colour/],
  ['a logo that is not there', { logo: 'none.svg' }, /none\.svg cannot be read/],
])('says what is wrong: %s', (_, content, words) => {
  expect(() => readAbout(written(content))).toThrow(words);
});

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#ffffff', '#ffffff')).toBeCloseTo(1);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});
