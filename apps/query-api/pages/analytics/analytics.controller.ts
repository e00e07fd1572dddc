import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Page } from '../render/page.js';
import { PageInterceptor } from '../render/page.interceptor.js';
import { HelpdeskVisitor, type Visitor } from '../visit/visitor.decorator.js';
import { analyticsQuery, type AnalyticsQuery } from './analytics-query.js';
import { AnalyticsPage } from './analytics.page.js';

@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly page: AnalyticsPage) {}

  @Get()
  async show(
    @HelpdeskVisitor() visitor: Visitor,
    @Query({ schema: analyticsQuery }) query: AnalyticsQuery,
  ): Promise<Page> {
    return this.page.show(visitor, query);
  }
}
