import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { readConfig } from '#libs/platform/config.js';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { AnyRequester } from '../../request/requester.decorator.js';
import type { Locale } from '../../request/locale.js';
import type { RequestContext } from '../../request/request-context.js';

/** The sections of each text, in their order; their words are in the catalogues below `about.<text>`. */
const SECTIONS = {
  reporters: ['report', 'same', 'follow', 'closed', 'paper'],
  staff: ['find', 'reply', 'category', 'close', 'many', 'share', 'phone', 'figures', 'danger'],
  privacy: ['kept', 'open', 'browser', 'mark', 'notify', 'erase', 'long', 'rights'],
  accessibility: ['aim', 'tested', 'known', 'help'],
} as const;

/** What people read about the helpdesk itself. They need no role. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller()
export class AboutController {
  @Get('help')
  help(@AnyRequester() requester: RequestContext): Page {
    return aboutPage(requester, 'reporters');
  }

  @Get('help/staff')
  staff(@AnyRequester() requester: RequestContext): Page {
    return aboutPage(requester, 'staff');
  }

  @Get('privacy')
  privacy(@AnyRequester() requester: RequestContext): Page {
    return aboutPage(requester, 'privacy');
  }

  @Get('accessibility')
  accessibility(@AnyRequester() requester: RequestContext): Page {
    return aboutPage(requester, 'accessibility');
  }
}

function aboutPage(requester: RequestContext, kind: keyof typeof SECTIONS): Page {
  const retention = retentionIn(requester.locale);
  const isHelp = kind === 'reporters' || kind === 'staff';
  return new Page('about', {
    title: texts(requester.locale)(`about.${kind}.title`),
    data: { kind, sections: SECTIONS[kind], retention, isHelp, tellsEmergency: isHelp, tellsHours: true },
  });
}

/** After how long the texts of closed tickets are erased, in words such as "24 months"; undefined when they are kept. */
function retentionIn(locale: Locale): string | undefined {
  const [, count, unit] = /^(\d+)(day|month|year)s$/.exec(readConfig().HELPDESK_RETENTION ?? '') ?? [];
  return unit && new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count));
}
