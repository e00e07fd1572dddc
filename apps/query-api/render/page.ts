import type { AsOf } from '#libs/read-models/types.js';

/** A part of a page that is replaced as one; its template stands in views/partials and its root element has its name as id. */
export interface PagePartial {
  readonly name: string;
  /** Where it goes, if not to the element with its name as id. */
  readonly target?: string;
  /** Morphing keeps the focus; a form whose typed text must go, or come, is replaced. */
  readonly swap?: 'outerMorph' | 'outerHTML' | 'innerHTML';
}

/** What a page handler answers. */
export class Page {
  readonly status: number;
  constructor(
    /** Template in views/pages. */
    readonly view: string,
    readonly options: {
      readonly title: string;
      readonly data: object;
      readonly asOf?: AsOf;
      /** What it is about cannot be read yet: it says "saved, updating" and refreshes itself. */
      readonly late?: boolean;
      readonly status?: number;
      /** Several browsers get this very page: whatever it shows of one of them is the same for all. */
      readonly shared?: true;
      /** What htmx gets instead of the page. */
      readonly partials?: readonly PagePartial[];
      /** A help within another page, whose title stays. */
      readonly keepTitle?: boolean;
      /** The address that the browser should show for it. */
      readonly url?: string;
      /** The address takes the place of the one shown: Back leads past it. */
      readonly replaceUrl?: boolean;
      /** Which link of the navigation is this one. */
      readonly nav?: 'tickets' | 'queue' | 'new' | 'analytics' | 'audit' | 'status';
    },
  ) {
    this.status = options.status ?? 200;
  }
}

/** Look there now: 303 for a form, HX-Redirect for htmx. */
export class SeeOther {
  constructor(readonly location: string) {}
}
