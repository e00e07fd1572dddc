import { readFileSync } from 'node:fs';
import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { projectPath } from '#libs/platform/project-root.js';
import { assets } from './assets.js';

/** Style sheet, script, icon and logo. */
@ApiExcludeController()
@Controller()
export class AssetsController {
  /** At the root, for it serves the whole site, and under a name that stays: browsers ask for it again. */
  @Get('push-worker.js')
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  pushWorker(): string {
    return readFileSync(projectPath('public', 'push-worker.js'), 'utf8');
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): string {
    const asset = Object.values(assets()).find((candidate) => candidate.name === name);
    if (!asset) throw new NotFoundException();
    // Only what is there may be kept for ever.
    void reply.type(asset.type).header('Cache-Control', 'public, max-age=31536000, immutable');
    return asset.body;
  }
}
