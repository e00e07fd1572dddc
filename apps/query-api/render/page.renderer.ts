import { randomUUID } from 'node:crypto';
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
/** Stands in a shared page for the nonce, of which each browser gets its own. No text can hold it. */
const NONCE = '\0';

/** One page for browsers, partials of it for htmx; both made from the same templates. */
@Injectable()
export class PageRenderer {
  /** Shared pages, rendered once for all to whom they look alike. */
  private readonly shared = new WeakMap<Page, Map<string, string>>();

  constructor(readonly views: Views) {}

  /** Sets status and headers, and gives the body to send. */
  send(reply: FastifyReply, requester: RequestContext, page: Page): string {
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
      const partials = this.views.renderPartials(
        requester.roleChanged ? [...page.options.partials, TOP] : page.options.partials,
        context,
      );
      return page.options.keepTitle ? partials : this.titleElement(requester, page) + partials;
    }
    return page.options.shared ? this.sharedPage(requester, page) : this.wholePage(requester, page);
  }

  private wholePage(requester: RequestContext, page: Page, nonce?: string): string {
    return this.views.render(`pages/${page.view}`, this.context(requester, page, nonce));
  }

  private sharedPage(requester: RequestContext, page: Page): string {
    const { role, locale, name, shortcuts, url } = requester;
    const look = [role, locale, name, shortcuts, url, isUpdating(requester, page)].join(NONCE);
    const known = this.shared.get(page) ?? new Map<string, string>();
    const html = known.get(look) ?? this.wholePage(requester, page, NONCE);
    this.shared.set(page, known.set(look, html));
    return html.replaceAll(NONCE, randomUUID());
  }

  /** The title that the tab takes on with some partials of a page. */
  titleElement(requester: RequestContext, page: Page): string {
    return `<title>${escapeTitle(this.context(requester, page).documentTitle)}</title>`;
  }

  /** Some partials of a page, for a page that is open. */
  partials(requester: RequestContext, page: Page, partials: readonly PagePartial[]): string {
    return this.views.renderPartials(partials, this.context(requester, page));
  }

  /**
   * What templates find at their root: the page's data, the requester, the moment.
   * @param nonce of its forms: Back and the same text is the same command, other text a new one
   */
  context(
    requester: RequestContext,
    page: Page,
    nonce: string = randomUUID(),
  ): { readonly documentTitle: string; readonly requester: RequestContext } & Record<string, unknown> {
    const t = texts(requester.locale);
    const { title, data, asOf, nav } = page.options;
    const name = siteName(requester.locale);
    const marked = page.status === 422 || page.status === 409 ? t('app.errorTitle', { title }) : title;
    return {
      ...data,
      requester,
      asOf,
      nonce,
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
      updating: isUpdating(requester, page),
      assets: assetUrls(),
      cookies: COOKIE_PREFIX,
    };
  }
}

/** The page does not yet show this browser's last command: it says so and refreshes itself. */
function isUpdating({ after }: RequestContext, { options: { late = false, asOf } }: Page): boolean {
  return late || (asOf !== undefined && asOf.position < after);
}

function escapeTitle(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
