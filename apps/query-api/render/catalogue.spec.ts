import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { z } from 'zod';
import { projectPath } from '#libs/platform/project-root.js';
import { EVENT_TYPES, ROLES } from '#libs/tickets/events.js';
import { REJECTION_CODES } from '#libs/tickets/commands.js';
import { FILTER_VALUES } from '../queries/field-filters.js';
import { EXPLAINED } from './page-error.filter.js';
import { LOCALES } from '../request/locale.js';
import { readCatalogue, texts } from './texts.js';

/** Keys of a catalogue, joined by dots; the plural forms of a text count as one key. */
function keysOf(catalogue: object, prefix = ''): string[] {
  const keys = Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [prefix + key.replace(/_(zero|one|many|other)$/, '')]
      : keysOf(value as object, `${prefix}${key}.`),
  );
  return [...new Set(keys)].sort();
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.endsWith('.spec.ts'))
    .map((file) => join(folder, file));
}

/** Fields whose values have words of their own. */
const VALUES = Object.entries(FILTER_VALUES).flatMap(([field, schema]): [string, readonly string[]][] =>
  schema instanceof z.ZodEnum ? [[field, schema.options]] : [],
);

/** What is asked for: whole keys, and beginnings (`status.`) that a value of the data completes. */
function usedKeys(): string[] {
  const inTemplates = filesBelow('views', '.hbs').flatMap((file) => {
    const used: string[] = [];
    const visitor = new Handlebars.Visitor();
    const note = (node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void => {
      const name = (node.path as hbs.AST.PathExpression).original;
      const [first, ...more] = node.params;
      if (name !== 't' || first?.type !== 'StringLiteral') return;
      const last = more.at(-1);
      const text = (first as hbs.AST.StringLiteral).value;
      // `{{t 'error.' kind '.title'}}`: any key between.
      used.push(last?.type === 'StringLiteral' ? `${text}*${(last as hbs.AST.StringLiteral).value}` : text);
    };
    visitor.MustacheStatement = function mustache(node) {
      note(node);
      Handlebars.Visitor.prototype.MustacheStatement.call(this, node);
    };
    visitor.SubExpression = function subExpression(node) {
      note(node);
      Handlebars.Visitor.prototype.SubExpression.call(this, node);
    };
    visitor.accept(Handlebars.parse(readFileSync(projectPath(file), 'utf8')));
    return used;
  });
  // Mails and push messages take their texts from the same catalogues.
  const sources = [...filesBelow('apps/query-api', '.ts'), ...filesBelow('apps/notifier', '.ts')];
  const inCode = sources.flatMap((file) =>
    [...readFileSync(projectPath(file), 'utf8').matchAll(/(?:\bt|texts\([\w.]+\))\(\s*(['`])([^'`]+)\1/g)].map(
      (match) => (match[2] as string).replace(/\$\{[^}]*\}/g, '*'),
    ),
  );
  const inTernaries = filesBelow('apps/query-api', '.ts').flatMap((file) =>
    [...readFileSync(projectPath(file), 'utf8').matchAll(/'((?:analytics)\.[\w.-]+)'/g)].map(
      (match) => match[1] as string,
    ),
  );
  // `{{t field '.' value}}`
  return [...inTemplates, ...inCode, ...inTernaries, ...VALUES.map(([field]) => `${field}.`)];
}

const patterns = usedKeys().map(
  (key) => new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '.+')}${key.endsWith('.') ? '.+' : ''}$`),
);
const english = keysOf(readCatalogue('en'));

describe('the catalogue of texts', () => {
  it('has every text that the pages ask for', () => {
    const missing = usedKeys().filter((key) => !key.includes('*') && !key.endsWith('.') && !english.includes(key));
    expect(missing).toEqual([]);
  });

  it('has no text that nobody asks for', () => {
    expect(english.filter((key) => !patterns.some((pattern) => pattern.test(key)))).toEqual([]);
  });

  it('has words for every status, category, role, event, refusal and error page', () => {
    const wanted = [
      ...VALUES.flatMap(([field, values]) => values.map((value) => `${field}.${value}`)),
      ...ROLES.map((role) => `actor.${role}`),
      ...EVENT_TYPES.map((type) => `eventName.${type}`),
      ...[...EXPLAINED, 500].flatMap((status) => [`error.${status}.title`, `error.${status}.detail`]),
      ...REJECTION_CODES.filter((code) => code !== 'version.conflict').map((code) => `problem.${code}`),
    ];
    expect(wanted.filter((key) => !english.includes(key))).toEqual([]);
  });

  it.each(LOCALES)('names event numbers in %s only on pages for audits', (locale) => {
    const numbered = english.filter((key) => {
      const whole = { count: 2, interpolation: { skipOnVariables: true, prefix: '§', suffix: '§' } };
      return texts(locale)(key, whole).includes('{{position}}') && !/^(audit|history|system|report)\./.test(key);
    });
    expect(numbered).toEqual([]);
  });

  it.each(LOCALES)('has the name of %s, as its speakers write it, in every language', (locale) => {
    const names = LOCALES.map((reader) => texts(reader)(`language.${locale}`));
    expect(new Set(names)).toEqual(new Set([texts(locale)(`language.${locale}`)]));
    expect(names[0]).not.toBe(`language.${locale}`);
  });

  it.each(LOCALES)('is complete in %s, with the same gaps to fill', (locale) => {
    expect(keysOf(readCatalogue(locale))).toEqual(english);
    const gaps = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
    const differing = english.filter((key) => {
      const options = { count: 2 };
      return (
        gaps(
          texts(locale)(key, { ...options, interpolation: { skipOnVariables: true, prefix: '§', suffix: '§' } }),
        ).join() !==
        gaps(
          texts('en')(key, { ...options, interpolation: { skipOnVariables: true, prefix: '§', suffix: '§' } }),
        ).join()
      );
    });
    expect(differing).toEqual([]);
  });
});
