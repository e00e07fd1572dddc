import type Handlebars from 'handlebars';
import QuickLRU from 'quick-lru';

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
 * @param context what a row shows beside its own data: language, zone, and how long ago something was
 */
export function registerRow(
  engine: typeof Handlebars,
  context: (row: Row, options: Handlebars.HelperOptions) => string,
): void {
  const cache = new QuickLRU<string, Handlebars.SafeString>({ maxSize: MAX_ROWS });
  engine.registerHelper('row', (row: Row, options: Handlebars.HelperOptions) => {
    const key = keyOf(context(row, options), row);
    const known = cache.get(key);
    if (known) return known;
    const template = engine.partials['parts/row'] as Handlebars.TemplateDelegate;
    const html = new engine.SafeString(template(row, { data: options.data as object }));
    cache.set(key, html);
    return html;
  });
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
