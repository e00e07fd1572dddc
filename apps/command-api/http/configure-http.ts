import { isUtf8 } from 'node:buffer';
import type { NestApplicationOptions } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { rejectOrigins } from '#libs/platform/http-rules.js';
import { ADDRESS_LIMIT, limitRates } from '#libs/platform/rate-limits.js';
import { takeMultipart } from '#libs/photos/read-form.js';
import { COMMAND_NAMES, definitionOf } from '#libs/tickets/commands.js';
import { notUtf8 } from '../commands/problems.js';
import { HttpModule } from './http.module.js';
import { jsonSchema } from './json-schema.js';
import { describePhotos } from './photo-docs.js';

/** Leaves JSON to Fastify itself; Nest would also let forms in. */
export const WITHOUT_FORMS: NestApplicationOptions = { bodyParser: false };

/** Commands are JSON, or a form where they take photos: everything else is answered 415. The API describes itself at `/api/openapi.json`. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  rejectOrigins(fastify);
  await limitRates(app, { address: ADDRESS_LIMIT });
  const withPhotos = COMMAND_NAMES.map(definitionOf).filter(({ photos }) => photos);
  const takesPhotos = new Set(withPhotos.map(({ path }) => `/tickets${path}`));
  await takeMultipart(
    fastify,
    ({ method, routeOptions }) => method === 'POST' && takesPhotos.has(trimmed(routeOptions.url)),
  );
  fastify.removeContentTypeParser(['text/plain', 'application/json']);
  const parse = fastify.getDefaultJsonParser('error', 'error');
  // A command without content, such as me-too, may come with the header and no body.
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (isUtf8(body as Buffer)) parse(request, body.toString(), done);
    else done(notUtf8());
  });
  SwaggerModule.setup('api', app, () => describe(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}

/** Nest writes the address of the collection with a slash. */
function trimmed(url = ''): string {
  return url.replace(/\/$/, '');
}

function describe(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Campus helpdesk: commands')
    .setDescription('Says yes or no to commands. Their effect can be read in the query API from `position` on.')
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('http://127.0.0.1:3001', 'COMMAND_API_HOST and COMMAND_API_PORT')
    .addTag('Tickets', 'Open, talk under, and change tickets')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Needed only where COMMAND_API_TOKEN is set' })
    .build();
  const document = SwaggerModule.createDocument(
    app,
    { ...about, security: [{}, { bearer: [] }] },
    {
      include: [HttpModule],
      standardSchemaConverter: (schema, { schemaType }) => ({ schema: jsonSchema(schema as z.ZodType, schemaType) }),
    },
  );
  return describePhotos(document);
}
