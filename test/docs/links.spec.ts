import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectPath } from '#libs/platform/project-root.js';

const LINK = /\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?[^)]*\)/g;

function markdownFiles(): string[] {
  const below = ['docs', 'examples'].flatMap(markdownBelow);
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...below].filter((file) =>
    existsSync(projectPath(file)),
  );
}

/** The headings of a document, as links name them. */
function anchors(file: string): string[] {
  const headings = readFileSync(projectPath(file), 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, words = '']) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function markdownBelow(folder: string): string[] {
  return readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

describe('the documents', () => {
  it.each(markdownFiles())('%s links only to what exists', (file) => {
    const text = readFileSync(projectPath(file), 'utf8');
    const missing = [...text.matchAll(LINK)].filter(([, path = '', anchor]) => {
      const target = path ? join(dirname(file), path) : file;
      if (!existsSync(projectPath(target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchors(target).includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  it('the README fits on one screen of prose', () => {
    const words = readFileSync(projectPath('README.md'), 'utf8').split(/\s+/);
    expect(words.length).toBeLessThan(700);
  });

  it('every decision has a date, a status, context, decision and consequences', () => {
    const incomplete = markdownBelow('docs/decisions').filter((file) => {
      const text = readFileSync(projectPath(file), 'utf8');
      const dated = /^# .+\n\n\d{4}-\d\d-\d\d\. (Accepted|Superseded by)\b/.test(text);
      return !dated || !['**Context.**', '**Decision.**', '**Consequences.**'].every((part) => text.includes(part));
    });
    expect(incomplete).toEqual([]);
  });

  it('"close a ticket" goes through 14 files at most from the form to the page', () => {
    const text = readFileSync(projectPath('docs', 'architecture.md'), 'utf8');
    const path = text.slice(text.indexOf('## The path of a command'), text.indexOf('## Invariants'));
    const files = new Set([...path.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file));
    expect(files.size).toBeGreaterThan(8);
    expect(files.size).toBeLessThanOrEqual(14);
  });

  it('the glossary has 30 terms at most', () => {
    const rows = readFileSync(projectPath('docs', 'glossary.md'), 'utf8').match(/^\| .+/gm) ?? [];
    expect(rows.length - 2).toBeLessThanOrEqual(30);
  });
});
