import type Handlebars from 'handlebars';
import type { Row } from '../pages/list/row.presenter.js';

/** So many rendered rows are kept, some 2 KB each. */
const MOST = 2_000;

/**
 * `{{row this}}`: a row of the list. Most of a list is what it was a moment ago, for everybody who looks at it; rendering
 * it is most of the work of a page, so that a row is rendered again only when something that it shows has changed.
 * @param context what a row shows beside its own data: language, zone, and how long ago something was
 */
export function registerRow(
  engine: typeof Handlebars,
  context: (row: Row, options: Handlebars.HelperOptions) => string,
): void {
  const kept = new Map<string, Handlebars.SafeString>();
  engine.registerHelper('row', (row: Row, options: Handlebars.HelperOptions) => {
    const key = keyOf(context(row, options), row);
    const known = kept.get(key);
    if (known) return known;
    const template = engine.partials['parts/row'] as Handlebars.TemplateDelegate;
    const html = new engine.SafeString(template(row, { data: options.data as object }));
    kept.set(key, html);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST) break;
      kept.delete(oldest);
    }
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
    const value: string | number | boolean | Date | null = row[name as keyof Row];
    if (name !== 'title' && name !== 'place') key += ` ${value instanceof Date ? value.getTime() : value}`;
  }
  return `${key} ${row.place ?? ''}\0${row.title === null ? '' : ` ${row.title}`}`;
}
