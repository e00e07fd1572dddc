import type { NestApplicationOptions } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** Leaves JSON to Fastify itself; Nest would also let forms in. */
export const WITHOUT_FORMS: NestApplicationOptions = { bodyParser: false };

/** Commands are JSON: everything else is answered 415. The API describes itself at `/api/openapi.json`. */
export function configureHttp(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().removeContentTypeParser('text/plain');
  SwaggerModule.setup('api', app, () => describe(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}

function describe(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Campus helpdesk: commands')
    .setDescription('Says yes or no to commands. The effect can be read from `position` on in the query API.')
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('Tickets', 'Open, talk under, and change tickets')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Only where COMMAND_API_TOKEN is set' })
    .build();
  return SwaggerModule.createDocument(app, about);
}
