import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from './api.module.js';

/** The API describes itself at `/api/openapi.json`. */
export function configureApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('api', app, () => describe(app), {
    ui: false,
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
  });
}

function describe(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Campus helpdesk: reading')
    .setDescription('Tickets, figures and the log. Answers say in `asOf` which position of the log they speak of.')
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('http://127.0.0.1:3000', 'HOST and PORT')
    .addTag('Tickets', 'Lists and single tickets, now and as they were')
    .addTag('Figures', 'What the helpdesk counts')
    .addTag('Log', 'Every event, and how far everything is')
    .build();
  return SwaggerModule.createDocument(app, { ...about, security: [] }, { include: [ApiModule] });
}
