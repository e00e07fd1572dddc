import type Handlebars from 'handlebars';
import QuickLRU from 'quick-lru';

/** Rendered rows in the cache, some 2 KB each. */
const MAX_ROWS = 1_000;

type Value = string | number | boolean | Date | null;
/** What a row of the list shows; its words, which people wrote, are in `title` and `place`. */
interface Row {
  readonly at: Date;
  readonly title: string | null;
  readonly place: string | null;
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
 * All that a row shows, its words too: those of an erased text go while the version of a past moment stays. They come last,
 * so that nobody's words look like another value. By hand, since JSON takes three times as long, and each page asks for 50.
 */
function keyOf(context: string, row: Row): string {
  let key = context;
  for (const name in row) {
    const value = row[name] as Value;
    if (name !== 'title' && name !== 'place') key += ` ${value instanceof Date ? value.getTime() : value}`;
  }
  return `${key} ${row.place ?? ''}\0${row.title === null ? '' : ` ${row.title}`}`;
}
