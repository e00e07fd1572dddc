import { Controller, Get, Headers, NotFoundException, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { GetPhoto } from '../../queries/photos.queries.js';
import { CurrentRequester, type Requester } from '../../request/requester.decorator.js';

/** The bytes of photos, for whoever may see a ticket that shows them. */
@ApiExcludeController()
@Controller('photos/:digest')
export class PhotosController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  photo(
    @CurrentRequester() requester: Requester,
    @Param('digest') digest: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): Promise<Buffer | undefined> {
    return this.send(requester, digest, 'content', reply, known);
  }

  @Get('thumbnail')
  thumbnail(
    @CurrentRequester() requester: Requester,
    @Param('digest') digest: string,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers('if-none-match') known?: string,
  ): Promise<Buffer | undefined> {
    return this.send(requester, digest, 'thumbnail', reply, known);
  }

  /** Browsers keep it and ask each time, so that one that was hidden or erased is gone at once. */
  private async send(
    requester: Requester,
    digest: string,
    form: 'content' | 'thumbnail',
    reply: FastifyReply,
    known: string | undefined,
  ): Promise<Buffer | undefined> {
    const photo = await this.queries.execute(new GetPhoto(requester, digest, form));
    if (!photo) throw new NotFoundException();
    const etag = `"${digest}-${form}"`;
    void reply.headers({
      etag,
      'cache-control': 'private, no-cache',
      vary: 'Cookie',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (known === etag) {
      void reply.status(304);
      return undefined;
    }
    void reply.type(photo.type);
    return photo.content;
  }
}
