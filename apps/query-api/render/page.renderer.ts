import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { about, siteName } from './about.js';
import { showsInvented } from './invented-mark.js';
import type { Visit } from '../request/request-context.js';
import { assetUrls } from './assets.js';
import type { Island, Page } from './page.js';
import { LOCALES, texts } from './texts.js';
import { Views } from './views.js';

/** The header shows the view that the browser has now. */
const TOP: Island = { name: 'top', swap: 'outerHTML' };

/** One page for browsers, islands of it for htmx; both made from the same templates. */
@Injectable()
export class PageRenderer {
  constructor(private readonly views: Views) {}

  /** Sets status and headers, and gives the body to send. */
  async send(reply: FastifyReply, visit: Visit, page: Page): Promise<string> {
    void reply.status(page.status).headers({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-cache',
      Vary: 'HX-Request, HX-Request-Type, Cookie, Accept-Language',
    });
    if (visit.partial && page.options.islands) {
      if (page.options.url && page.options.url !== visit.shown) {
        void reply.header(page.options.replaceUrl ? 'HX-Replace-Url' : 'HX-Push-Url', page.options.url);
      }
      const context = this.context(visit, page);
      const islands = await this.views.renderIslands(
        visit.roleChanged ? [...page.options.islands, TOP] : page.options.islands,
        context,
      );
      return page.options.keepTitle ? islands : this.titleElement(visit, page) + islands;
    }
    return this.views.render(`pages/${page.view}`, this.context(visit, page));
  }

  /** The title that the tab takes on with some islands of a page. */
  titleElement(visit: Visit, page: Page): string {
    return `<title>${escapeTitle(this.context(visit, page).documentTitle)}</title>`;
  }

  /** Some islands of a page, for a page that is open. */
  async islands(visit: Visit, page: Page, islands: readonly Island[]): Promise<string> {
    return this.views.renderIslands(islands, this.context(visit, page));
  }

  async islandsOf(islands: readonly Island[], context: object): Promise<string> {
    return this.views.renderIslands(islands, context);
  }

  /** One template by its path below views. */
  async part(template: string, context: object): Promise<string> {
    return this.views.render(template, context);
  }

  /** What templates find at their root: the page's data, the visit, the moment. */
  context(visit: Visit, page: Page): { readonly documentTitle: string } & Record<string, unknown> {
    const t = texts(visit.locale);
    const { title, data, moment, late = false, nav } = page.options;
    const name = siteName(visit.locale);
    const marked = page.status === 422 || page.status === 409 ? t('app.errorTitle', { title }) : title;
    return {
      ...data,
      visit,
      moment,
      /** The page to come back to: a form is sent to an address of its own. */
      here: (visit.partial && visit.shown) || visit.url,
      title,
      site: name,
      about: about(),
      invented: showsInvented(),
      documentTitle: title === name ? name : `${marked} · ${name}`,
      nav,
      locales: LOCALES.map((locale) => ({ locale, current: locale === visit.locale })),
      isHelpdesk: visit.role === 'helpdesk',
      isUser: visit.role === 'user',
      /** The page does not yet show this browser's last command: it says so and refreshes itself. */
      updating: late || (moment !== undefined && moment.position < visit.after),
      assets: assetUrls(),
    };
  }
}

function escapeTitle(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
