import Handlebars from 'handlebars';
import { compile, type Root, type Template } from './compile.js';

const partials: Record<string, Template> = {};
const helpers = {
  loud: (_: Root, { mark = '' }: { readonly mark?: string }, text: string) => text.toUpperCase() + mark,
  bold: (_: Root, __: object, text: string) => new Handlebars.SafeString(`<b>${text}</b>`),
};

function rendered(source: string, data: object): string {
  const root = { requester: { locale: 'en' as const }, ...data };
  return compile(source, helpers, partials)(root, root);
}

it.each([
  ['{{a}} {{{a}}} {{b.c}}{{b.no.more}}{{{b.no.more}}}', { a: '<&"', b: { c: 0 } }, '&lt;&amp;&quot; <&" 0'],
  ['{{loud a}} {{loud a mark="!"}} {{bold (loud a)}}', { a: 'x' }, 'X X! <b>X</b>'],
  ['{{#if a}}yes{{else}}no{{/if}} {{#unless a}}no{{/unless}}', { a: [] }, 'no no'],
  ['{{#if a}}yes{{/if}}', { a: ['one'] }, 'yes'],
  ['{{#with a}}{{b}}{{../c}}{{@root.c}}{{/with}}{{#with no}}no{{/with}}', { a: { b: 1 }, c: 2 }, '122'],
  ['{{#each a}}{{b}}{{../c}}{{#unless @last}}, {{/unless}}{{/each}}', { a: [{ b: 1 }, { b: 3 }], c: 2 }, '12, 32'],
  ['{{#each a}}{{#each this}}{{this}}{{/each}};{{/each}}{{#each no}}no{{/each}}', { a: [[1, 2], [3]] }, '12;3;'],
  ['{{#each a}}no{{else}}none{{/each}}', { a: [] }, 'none'],
])('%s', (source, data, expected) => {
  expect(rendered(source, data)).toBe(expected);
});

it('an equals sign is escaped only where it could begin an attribute', () => {
  const shown = rendered('{{a}} <a b="{{a}}" c=\'{{a}}\' d={{a}}{{#if a}} e="{{/if}}{{a}}">{{a}}', { a: '"=' });
  expect(shown).toBe('&quot;= <a b="&quot;=" c=\'&quot;=\' d=&quot;&#x3D; e="&quot;=">&quot;=');
});

it('a partial has the context that it is given, more by name, and the root', () => {
  partials['item'] = compile('{{b}}{{more}}{{@root.c}};', helpers, partials);
  expect(rendered('{{> item a}}{{> item a more="+"}}{{#with a}}{{> item}}{{/with}}', { a: { b: 1 }, c: 2 })).toBe(
    '12;1+2;12;',
  );
});

it('a layout is put around a page', () => {
  partials['layout'] = compile('<{{> @partial-block}}>', helpers, partials);
  expect(rendered('{{#> layout}}{{a}}{{/layout}}', { a: 'page' })).toBe('<page>');
});

it.each(['{{#loud a}}x{{/loud}}', '{{#*inline "x"}}x{{/inline}}'])('%s is not known', (source) => {
  expect(() => compile(source, helpers, partials)).toThrow('templates have no');
});
