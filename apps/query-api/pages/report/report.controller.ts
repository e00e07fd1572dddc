import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { Problem } from '#libs/platform/problem.js';
import { daysOf, type Days } from '#libs/read-models/queries/period.js';
import type { Page } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { instant, isPeriod, localDay } from '../../request/query-fields.js';
import { HelpdeskRequester, type Requester } from '../../request/requester.decorator.js';
import { ReportPage } from './report.page.js';

const reportQuery = z.object({ from: localDay, to: localDay, at: instant });
const monthParameter = z.object({ month: z.string().regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/) });

/** A report of a month, or of any days. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('reports')
export class ReportController {
  constructor(private readonly page: ReportPage) {}

  @Get()
  async ofDays(
    @HelpdeskRequester() requester: Requester,
    @Query({ schema: reportQuery }) { from, to, at }: z.infer<typeof reportQuery>,
  ): Promise<Page> {
    if (!from || !to || !isPeriod(from, to)) throw noPeriod();
    return this.page.show(requester, { from, to }, at);
  }

  @Get(':month')
  async ofMonth(
    @HelpdeskRequester() requester: Requester,
    @Param({ schema: monthParameter }) { month }: z.infer<typeof monthParameter>,
    @Query({ schema: reportQuery }) { at }: z.infer<typeof reportQuery>,
  ): Promise<Page> {
    const days: Days = daysOf(month);
    return this.page.show(requester, days, at);
  }
}

function noPeriod(): Problem {
  const detail = 'A report needs a first day `from` and a last one `to`, at most 3660 days apart.';
  return new Problem({
    status: 400,
    code: 'parameter.invalid',
    detail,
    errors: [{ parameter: 'from', code: 'invalid-value', detail }],
  });
}
