import { Body, Controller, Get, Post, Query, UseInterceptors } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import { Problem } from '#libs/platform/problem.js';
import { GetKnownProblems } from '../../queries/tickets.queries.js';
import { firstWords } from '../shared/title.js';
import { RequestCoalescer } from '../../queries/request-coalescer.js';
import { forms, safeBack, type Form } from '../../commands/forms.js';
import { Page, SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { siteName } from '../../render/about.js';
import { texts } from '../../render/texts.js';
import { isLocale } from '../../request/locale.js';
import { AnyRequester } from '../../request/requester.decorator.js';
import type { RequestContext } from '../../request/request-context.js';
import { isRoleGuarded } from '../../request/guarded-role.js';
import { asRole } from '../../request/role.js';

/** So many of the problems that most people are affected by. */
const KNOWN_PROBLEMS = 5;

/** The way in, and what a browser may choose: view, language, single keys. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller()
export class EntryController {
  constructor(
    private readonly queries: QueryBus,
    private readonly coalescer: RequestCoalescer,
  ) {}

  @Get()
  async entry(@AnyRequester() requester: RequestContext, @Query('back') back?: string): Promise<Page> {
    // The way in is there while the database is not.
    const problems = await this.coalescer
      .get('known problems', async () => this.queries.execute(new GetKnownProblems(KNOWN_PROBLEMS)))
      .catch(() => []);
    const known = problems.map((item) => ({ ...item, title: firstWords(item.description) }));
    return new Page('entry', {
      title: siteName(requester.locale),
      data: { back: safeBack(back, ''), known, tellsEmergency: true, tellsHours: true },
    });
  }

  @Post('role')
  chooseRole(@AnyRequester() requester: RequestContext, @Body({ schema: forms.role }) form: Form<'role'>): SeeOther {
    if (isRoleGuarded()) throw guardedRole();
    const role = asRole(form.role);
    if (!role) throw unknownChoice('role');
    // The list of the other role is not the way back.
    requester.cookies.set('role', role).set('browser', requester.browser).set('list', '');
    return new SeeOther(safeBack(form.back, role === 'helpdesk' ? '/tickets?status=open' : '/tickets'));
  }

  @Get('shortcuts')
  shortcuts(@AnyRequester() requester: RequestContext): Page {
    return new Page('shortcuts', {
      title: texts(requester.locale)('keys.title'),
      data: {},
      partials: [{ name: 'keys', swap: 'innerHTML' }],
      keepTitle: true,
    });
  }

  @Post('shortcuts')
  chooseShortcuts(
    @AnyRequester() requester: RequestContext,
    @Body({ schema: forms.shortcuts }) form: Form<'shortcuts'>,
  ): SeeOther {
    requester.cookies.set('keys', form.keys);
    return new SeeOther(safeBack(form.back));
  }

  @Post('language')
  chooseLanguage(
    @AnyRequester() requester: RequestContext,
    @Body({ schema: forms.language }) form: Form<'language'>,
  ): SeeOther {
    if (!isLocale(form.lang)) throw unknownChoice('lang');
    requester.cookies.set('lang', form.lang);
    return new SeeOther(safeBack(form.back, '/'));
  }
}

function guardedRole(): Problem {
  const detail = 'The role is not chosen here: the proxy in front of the helpdesk says who belongs to it.';
  return new Problem({ status: 403, code: 'role.not-allowed', detail });
}

function unknownChoice(parameter: string): Problem {
  const detail = 'There is no such choice.';
  return new Problem({
    status: 400,
    code: 'parameter.invalid',
    detail,
    errors: [{ parameter, code: 'parameter.invalid', detail }],
  });
}
