import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { assets } from './assets.js';

/** Style sheet, script, icon and logo. */
@ApiExcludeController()
@Controller('assets')
export class AssetsController {
  @Get(':name')
  asset(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    const asset = Object.values(assets()).find((candidate) => candidate.name === name);
    if (!asset) throw new NotFoundException();
    // Only what is there may be kept for ever.
    void reply.type(asset.type).header('Cache-Control', 'public, max-age=31536000, immutable');
    return asset.body;
  }
}
