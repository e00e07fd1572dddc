import { Body, Controller, Module, Post, type DynamicModule } from '@nestjs/common';
import type pg from 'pg';
import { runApp } from '#libs/platform/boot.js';
import { createPool } from '#libs/platform/database.js';
import { codePoints, commands, isStorable, TEXT_LIMIT, tidy, type CommandBody } from '#libs/tickets/commands.js';
import { insertTicket } from './crud.js';

/** The floor by HTTP: the same server, the same validation, one INSERT. */
function crudModule(url: string): DynamicModule {
  @Controller('tickets')
  class CrudController {
    private readonly pool: pg.Pool = createPool({ connectionString: url, max: 16 });

    @Post()
    async open(@Body({ schema: commands.OpenTicket.body }) body: CommandBody<'OpenTicket'>): Promise<{ id: string }> {
      const description = tidy(body.description);
      if (!isStorable(description) || codePoints(description) > TEXT_LIMIT) throw new Error('not storable');
      return { id: await insertTicket(this.pool, description) };
    }
  }

  @Module({})
  class CrudModule {}
  return { module: CrudModule, controllers: [CrudController] };
}

void runApp((config) => ({
  name: 'command-api',
  database: 'command',
  module: crudModule(config.DATABASE_URL ?? ''),
  nest: { bodyParser: false },
  host: '127.0.0.1',
  port: 0,
}));
