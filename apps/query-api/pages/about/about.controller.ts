import { Controller, Get, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { texts } from '../../render/texts.js';
import { AnyVisit } from '../../request/requester.decorator.js';
import type { Visit } from '../../request/request-context.js';

/** The sections of each text, in their order; their words are in the catalogues below `about.<text>`. */
const SECTIONS = {
  reporters: ['report', 'same', 'follow', 'closed', 'paper'],
  staff: ['find', 'reply', 'category', 'close', 'many', 'phone', 'figures', 'danger'],
  privacy: ['kept', 'open', 'browser', 'mark', 'erase', 'long', 'rights'],
  accessibility: ['aim', 'tested', 'known', 'help'],
} as const;

/** What people read about the helpdesk itself. They need no role. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller()
export class AboutController {
  @Get('help')
  help(@AnyVisit() visit: Visit): Page {
    return aboutPage(visit, 'reporters');
  }

  @Get('help/staff')
  staff(@AnyVisit() visit: Visit): Page {
    return aboutPage(visit, 'staff');
  }

  @Get('privacy')
  privacy(@AnyVisit() visit: Visit): Page {
    return aboutPage(visit, 'privacy');
  }

  @Get('accessibility')
  accessibility(@AnyVisit() visit: Visit): Page {
    return aboutPage(visit, 'accessibility');
  }
}

function aboutPage(visit: Visit, kind: keyof typeof SECTIONS): Page {
  return new Page('about', {
    title: texts(visit.locale)(`about.${kind}.title`),
    data: { kind, sections: SECTIONS[kind], isHelp: kind === 'reporters' || kind === 'staff' },
  });
}
