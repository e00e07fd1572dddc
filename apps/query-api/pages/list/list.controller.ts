import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Page } from '../render/page.js';
import { PageInterceptor } from '../render/page.interceptor.js';
import { CurrentVisitor, type Visitor } from '../visit/visitor.decorator.js';
import { ListPage } from './list.page.js';
import { listQuery, type ListState } from './list-state.js';

@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('tickets')
export class ListController {
  constructor(private readonly page: ListPage) {}

  @Get()
  async list(@CurrentVisitor() visitor: Visitor, @Query({ schema: listQuery }) state: ListState): Promise<Page> {
    return this.page.show(visitor, state);
  }
}
