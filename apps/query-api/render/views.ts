import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectPath } from '#libs/platform/project-root.js';
import type { Locale } from '../request/locale.js';
import { compile, escapeText, type Helper, type Root, type Template } from './compile.js';
import { agoWords, helpersOf, iconElement } from './helpers.js';
import type { PagePartial } from './page.js';
import { rowHelper } from './row-cache.js';
import { texts } from './texts.js';

const FOLDER = projectPath('views');
/** As long as one page may take, in milliseconds. */
const KEPT_IN_DEVELOPMENT = 500;
const compiled = new Map<Locale, Readonly<Record<string, Template>>>();

/** The templates of a language by their path below views, by which they can be used in each other too: `{{> partials/timeline}}`. */
function templatesOf(locale: Locale): Readonly<Record<string, Template>> {
  const known = compiled.get(locale);
  if (known) return known;
  const templates = compileAll(locale);
  compiled.set(locale, templates);
  // `npm run dev` shows a changed template at once.
  if (process.env.NODE_ENV === 'development') setTimeout(() => compiled.delete(locale), KEPT_IN_DEVELOPMENT).unref();
  return templates;
}

function compileAll(locale: Locale): Readonly<Record<string, Template>> {
  const t = texts(locale);
  const templates: Record<string, Template> = {};
  const row = rowHelper(
    (root, at) => agoWords(root, at, locale),
    () => templates['parts/row'] as Template,
  );
  const helpers: Record<string, Helper> = { ...helpersOf(locale), row };
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.hbs')) continue;
    // Texts and icons that never differ are most of a page: they are put in once.
    const source = readFileSync(join(FOLDER, file), 'utf8')
      .replace(/\{\{t '([\w.-]+)'\}\}/g, (_, key: string) => escapeText(t(key)))
      .replace(/\{\{icon '([\w-]+)'\}\}/g, (_, name: string) => iconElement(name).toString());
    templates[file.slice(0, -'.hbs'.length).replaceAll('\\', '/')] = compile(source, helpers, templates);
  }
  return templates;
}

/** Templates filled with data. */
@Injectable()
export class Views {
  /** A template by its path below views. */
  render(template: string, data: Root): string {
    const render = templatesOf(data.requester.locale)[template];
    if (!render) throw new Error(`there is no template ${template}`);
    return render(data, data);
  }

  /** Partials as htmx takes them in, each for the element that has its name as id. */
  renderPartials(partials: readonly PagePartial[], data: Root): string {
    return partials
      .map(({ name, target = `#${name}`, swap = 'outerMorph' }) => {
        const html = this.render(`partials/${name}`, data);
        return `<hx-partial hx-target="${target}" hx-swap="${swap}">${html}</hx-partial>`;
      })
      .join('\n');
  }
}
