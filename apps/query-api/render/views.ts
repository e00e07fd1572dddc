import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { projectPath } from '#libs/platform/project-root.js';
import type { Locale } from '../request/locale.js';
import type { RequestContext } from '../request/request-context.js';
import { registerHelpers } from './helpers.js';
import type { PagePartial } from './page.js';
import { texts } from './texts.js';

const FOLDER = projectPath('views');
/** As long as one page may take, in milliseconds. */
const KEPT_IN_DEVELOPMENT = 500;
const compiled = new Map<Locale, Readonly<Record<string, Handlebars.TemplateDelegate>>>();

/** What every template finds at its root. */
type Data = Readonly<Record<string, unknown>> & { readonly requester: Pick<RequestContext, 'locale'> };

/** The templates of a language by their path below views, by which they can be used in each other too: `{{> partials/timeline}}`. */
function templatesOf(locale: Locale): Readonly<Record<string, Handlebars.TemplateDelegate>> {
  const known = compiled.get(locale);
  if (known) return known;
  const templates = compileAll(locale);
  compiled.set(locale, templates);
  // `npm run dev` shows a changed template at once.
  if (process.env.NODE_ENV === 'development') setTimeout(() => compiled.delete(locale), KEPT_IN_DEVELOPMENT).unref();
  return templates;
}

function compileAll(locale: Locale): Readonly<Record<string, Handlebars.TemplateDelegate>> {
  const engine = Handlebars.create() as typeof Handlebars;
  registerHelpers(engine);
  const knownHelpers = Object.fromEntries(Object.keys(engine.helpers).map((name) => [name, true]));
  const t = texts(locale);
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.hbs')) continue;
    // Texts and icons that never differ are most of a page: they are put in once.
    const source = readFileSync(join(FOLDER, file), 'utf8')
      .replace(/\{\{t '([\w.-]+)'\}\}/g, (_, key: string) => engine.escapeExpression(t(key)))
      .replace(/\{\{icon '([\w-]+)'\}\}/g, (_, name: string) => String(engine.helpers['icon']?.(name)));
    const template = engine.compile(source, { preventIndent: true, knownHelpersOnly: true, knownHelpers });
    engine.registerPartial(file.slice(0, -'.hbs'.length).replaceAll('\\', '/'), template);
  }
  return engine.partials as Record<string, Handlebars.TemplateDelegate>;
}

/** Templates filled with data. */
@Injectable()
export class Views {
  /** A template by its path below views. */
  render(template: string, data: Data): string {
    const render = templatesOf(data.requester.locale)[template];
    if (!render) throw new Error(`there is no template ${template}`);
    return render(data);
  }

  /** Partials as htmx takes them in, each for the element that has its name as id. */
  renderPartials(partials: readonly PagePartial[], data: Data): string {
    return partials
      .map(({ name, target = `#${name}`, swap = 'outerMorph' }) => {
        const html = this.render(`partials/${name}`, data);
        return `<hx-partial hx-target="${target}" hx-swap="${swap}">${html}</hx-partial>`;
      })
      .join('\n');
  }
}
