import Handlebars from 'handlebars';
import QuickLRU from 'quick-lru';
import type { Helper, Root, Template } from './compile.js';

/** Rendered rows in the cache, some 2 KB each. */
const MAX_ROWS = 1_000;

type Value = string | number | boolean | Date | null;
/** What a row of the list shows. */
interface Row {
  readonly at: Date;
  readonly [field: string]: Value;
}

/**
 * `{{row this}}`: a row of the list. Most of a list is what it was a moment ago, for everybody who looks at it; rendering
 * it is most of the work of a page, so that a row is rendered again only when something that it shows has changed.
 * @param age how long ago something was
 * @param template of a row, looked up when the first one is rendered
 */
export function rowHelper(age: (root: Root, at: Date) => string, template: () => Template): Helper {
  const cache = new QuickLRU<string, Handlebars.SafeString>({ maxSize: MAX_ROWS });
  return (root, _, row: Row) => {
    const key = keyOf(age(root, row.at), row);
    const known = cache.get(key);
    if (known) return known;
    const html = new Handlebars.SafeString(template()(row, root));
    cache.set(key, html);
    return html;
  };
}

/**
 * All that a row shows, its words too: those of an erased text go while the version of a past moment stays. No text has the NUL
 * between them, so that nobody's words look like another value. By hand, since JSON takes three times as long, and each page has 50.
 */
function keyOf(context: string, row: Row): string {
  let key = context;
  for (const name in row) {
    const value = row[name] as Value;
    key += typeof value === 'string' ? `\0=${value}` : `\0${value instanceof Date ? value.getTime() : value}`;
  }
  return key;
}
