import Handlebars from 'handlebars';
import { richText } from './rich-text.js';

/** The links of a text: what is shown and where it leads. */
function links(text: string): string[][] {
  const html = richText(text, Handlebars.escapeExpression);
  return [...html.matchAll(/<a href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, href = '', shown = '']) =>
    [shown, href].map((part) => part.replaceAll('&#x27;', "'").replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')),
  );
}
const web = (address: string): string[][] => [[address, address]];

it.each([
  ['see https://a.example/x_(y).', web('https://a.example/x_(y)')],
  ['(see https://a.example/x_(y))', web('https://a.example/x_(y)')],
  ["https://a.example/it's", web("https://a.example/it's")],
  ["'https://a.example/x'", web('https://a.example/x')],
  ['见 https://a.example/x。次', web('https://a.example/x')],
  ['https://a.example/x、y', web('https://a.example/x')],
  ['“https://a.example/x”', web('https://a.example/x')],
  ['«https://a.example/x»!', web('https://a.example/x')],
  ['https://a.example/x؟', web('https://a.example/x')],
  ['https://a.example/?q=1&r=[2].', web('https://a.example/?q=1&r=[2]')],
  ['https://a.example/#123456', web('https://a.example/#123456')],
  ['HTTPS://A.example/B', web('HTTPS://A.example/B')],
  ['http://intranet/x, http://192.0.2.7:81/', [...web('http://intranet/x'), ...web('http://192.0.2.7:81/')]],
  ['https://münchen.example/ä', web('https://münchen.example/ä')],
  ['www.unibz.it/x, and', [['www.unibz.it/x', 'https://www.unibz.it/x']]],
  ['mail help.desk@unibz.it.', [['help.desk@unibz.it', 'mailto:help.desk@unibz.it']]],
  ['mail a@b.museum', [['a@b.museum', 'mailto:a@b.museum']]],
  ['call +39 0471 012345.', [['+39 0471 012345', 'tel:+390471012345']]],
  ['call 0471 012345', [['0471 012345', 'tel:0471012345']]],
  ['tel:+390471012345', [['tel:+390471012345', 'tel:+390471012345']]],
  [
    'like #17, (#18)',
    [
      ['#17', '/tickets/17'],
      ['#18', '/tickets/18'],
    ],
  ],
  ['the colour #123456 or #fff, not #0 or a#1', []],
  ['http:// and https://. and https:///x', []],
  ['www. and @ and a@b and 02/12/2026 and 1+234567890123', []],
  ['javascript:alert(1) ftp://x.example //x.example', []],
])('%j has the links %j', (text, expected) => {
  expect(links(text)).toEqual(expected);
});

it('keeps every character of the text, escaped', () => {
  const text = `<b> "https://a.example/<x>" & www.a.example?q="1' #17`;
  const html = richText(text, Handlebars.escapeExpression);
  expect(html.replace(/<\/?a[^>]*>/g, '')).toBe(Handlebars.escapeExpression(text));
});
