import { Controller, Post, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SeeOther } from '../../render/page.js';
import { PageInterceptor } from '../../render/page.interceptor.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';

/** For a shared computer: afterwards nothing tells whose tickets were reported from it. */
@ApiExcludeController()
@UseInterceptors(PageInterceptor)
@Controller('forget')
export class ForgetController {
  @Post()
  forget(@CurrentRequester() requester: Requester): SeeOther {
    for (const name of ['browser', 'name', 'mine', 'read', 'seen', 'after'] as const) requester.cookies.set(name, '');
    return new SeeOther('/');
  }
}
