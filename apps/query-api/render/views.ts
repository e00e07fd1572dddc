import { readdirSync } from 'node:fs';
import fastifyView from '@fastify/view';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import Handlebars from 'handlebars';
import { projectPath } from '#libs/platform/project-root.js';
import { registerHelpers } from './helpers.js';
import type { PagePartial } from './page.js';

const FOLDER = projectPath('views');
/** Templates in these folders can be used in others by their path: `{{> partials/timeline}}`. */
const SHARED = ['layout', 'partials', 'parts'];

/** Handlebars as the view engine, all templates compiled once. */
export async function useTemplates(app: NestFastifyApplication): Promise<void> {
  const engine = Handlebars.create() as typeof Handlebars;
  registerHelpers(engine);
  await app.register(fastifyView, {
    engine: { handlebars: engine },
    root: FOLDER,
    viewExt: 'hbs',
    // `npm run dev` shows a changed template at once.
    production: process.env.NODE_ENV !== 'development',
    options: { partials: sharedTemplates(), compileOptions: { preventIndent: true } },
  });
}

function sharedTemplates(): Record<string, string> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const shared = files.filter((file) => file.endsWith('.hbs') && SHARED.some((folder) => file.startsWith(folder)));
  return Object.fromEntries(shared.map((file) => [file.slice(0, -'.hbs'.length), file]));
}

/** Templates filled with data. */
@Injectable()
export class Views {
  constructor(private readonly host: HttpAdapterHost) {}

  /** A template by its path below views. */
  async render(template: string, data: object): Promise<string> {
    const server = this.host.httpAdapter.getInstance<
      FastifyInstance & { view(page: string, data: object): Promise<string> }
    >();
    return server.view(template, data);
  }

  /** Partials as htmx takes them in, each for the element that has its name as id. */
  async renderPartials(partials: readonly PagePartial[], data: object): Promise<string> {
    const parts = await Promise.all(
      partials.map(async ({ name, target = `#${name}`, swap = 'outerMorph' }) => {
        const html = await this.render(`partials/${name}`, data);
        return `<hx-partial hx-target="${target}" hx-swap="${swap}">${html}</hx-partial>`;
      }),
    );
    return parts.join('\n');
  }
}
