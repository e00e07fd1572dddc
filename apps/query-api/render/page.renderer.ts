import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { COOKIE_PREFIX } from '#libs/platform/campus.js';
import { about, siteName } from './about.js';
import { showsInvented } from './invented-mark.js';
import type { RequestContext } from '../request/request-context.js';
import { assetUrls } from './assets.js';
import type { PagePartial, Page } from './page.js';
import { isRoleGuarded } from '../request/guarded-role.js';
import { LOCALES } from '../request/locale.js';
import { texts } from './texts.js';
import { Views } from './views.js';

/** The header shows the view that the browser has now. */
const TOP: PagePartial = { name: 'top', swap: 'outerHTML' };

/** One page for browsers, partials of it for htmx; both made from the same templates. */
@Injectable()
export class PageRenderer {
  constructor(private readonly views: Views) {}

  /** Sets status and headers, and gives the body to send. */
  async send(reply: FastifyReply, requester: RequestContext, page: Page): Promise<string> {
    void reply.status(page.status).headers({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'private, no-cache',
      Vary: 'HX-Request, HX-Request-Type, Cookie, Accept-Language',
    });
    if (requester.partial && page.options.partials) {
      if (page.options.url && page.options.url !== requester.shown) {
        void reply.header(page.options.replaceUrl ? 'HX-Replace-Url' : 'HX-Push-Url', page.options.url);
      }
      const context = this.context(requester, page);
      const partials = await this.views.renderPartials(
        requester.roleChanged ? [...page.options.partials, TOP] : page.options.partials,
        context,
      );
      return page.options.keepTitle ? partials : this.titleElement(requester, page) + partials;
    }
    return this.views.render(`pages/${page.view}`, this.context(requester, page));
  }

  /** The title that the tab takes on with some partials of a page. */
  titleElement(requester: RequestContext, page: Page): string {
    return `<title>${escapeTitle(this.context(requester, page).documentTitle)}</title>`;
  }

  /** Some partials of a page, for a page that is open. */
  async partials(requester: RequestContext, page: Page, partials: readonly PagePartial[]): Promise<string> {
    return this.views.renderPartials(partials, this.context(requester, page));
  }

  async partialsOf(partials: readonly PagePartial[], context: object): Promise<string> {
    return this.views.renderPartials(partials, context);
  }

  /** One template by its path below views. */
  async part(template: string, context: object): Promise<string> {
    return this.views.render(template, context);
  }

  /** What templates find at their root: the page's data, the requester, the moment. */
  context(requester: RequestContext, page: Page): { readonly documentTitle: string } & Record<string, unknown> {
    const t = texts(requester.locale);
    const { title, data, moment, late = false, nav } = page.options;
    const name = siteName(requester.locale);
    const marked = page.status === 422 || page.status === 409 ? t('app.errorTitle', { title }) : title;
    return {
      ...data,
      requester,
      moment,
      /** The page to come back to: a form is sent to an address of its own. */
      here: (requester.partial && requester.shown) || requester.url,
      title,
      site: name,
      about: about(),
      invented: showsInvented(),
      documentTitle: title === name ? name : `${marked} · ${name}`,
      nav,
      locales: LOCALES.map((locale) => ({ locale, current: locale === requester.locale })),
      isHelpdesk: requester.role === 'helpdesk',
      isUser: requester.role === 'user',
      roleIsGuarded: isRoleGuarded(),
      /** The page does not yet show this browser's last command: it says so and refreshes itself. */
      updating: late || (moment !== undefined && moment.position < requester.after),
      assets: assetUrls(),
      cookies: COOKIE_PREFIX,
    };
  }
}

function escapeTitle(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
