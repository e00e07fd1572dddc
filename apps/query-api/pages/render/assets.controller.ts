import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { assets } from './assets.js';

/** Style sheet, script and icon. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  @Get(':name')
  @Header('Cache-Control', 'public, max-age=31536000, immutable')
  asset(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    const asset = Object.values(assets()).find((candidate) => candidate.name === name);
    if (!asset) throw new NotFoundException();
    void reply.type(asset.type);
    return asset.body;
  }
}
