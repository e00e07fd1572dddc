import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';

const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g;

function markdownFiles(): string[] {
  return ['README.md', 'CHANGELOG.md', ...markdownBelow('docs')].filter((file) => existsSync(projectPath(file)));
}

function markdownBelow(folder: string): string[] {
  return readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

describe('the documents', () => {
  it.each(markdownFiles())('%s links only to what exists', (file) => {
    const text = readFileSync(projectPath(file), 'utf8');
    const targets = [...text.matchAll(LINK)].map((match) => match[1] ?? '');
    const missing = targets.filter((target) => !existsSync(projectPath(join(dirname(file), target))));
    expect(missing).toEqual([]);
  });

  it('the README fits on one screen of prose', () => {
    const words = readFileSync(projectPath('README.md'), 'utf8').split(/\s+/);
    expect(words.length).toBeLessThan(700);
  });

  it('every decision has context, decision and consequences', () => {
    const incomplete = markdownBelow('docs/decisions').filter((file) => {
      const text = readFileSync(projectPath(file), 'utf8');
      return !['**Context.**', '**Decision.**', '**Consequences.**'].every((part) => text.includes(part));
    });
    expect(incomplete).toEqual([]);
  });
});
