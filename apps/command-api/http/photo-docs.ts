import type { OpenAPIObject } from '@nestjs/swagger';
import { ALT_LIMIT, MOST_PHOTOS } from '#libs/photos/problems.js';
import { definitionOf } from '#libs/tickets/commands.js';
import { HTTP_ROUTES } from '#libs/tickets/http-routes.js';

const PHOTOS = {
  photos: {
    type: 'array',
    maxItems: MOST_PHOTOS,
    items: { type: 'string', contentMediaType: 'application/octet-stream' },
    description:
      'JPEG, PNG or WebP, 10 MB each. They are encoded again, at most 2,048 pixels large and without metadata',
  },
  alt: {
    type: 'array',
    maxItems: MOST_PHOTOS,
    items: { type: 'string', maxLength: ALT_LIMIT },
    description: 'What a photo shows: each behind the photo that it is about',
  },
};

/** Shows that commands which take photos come as a multipart form too, with the members of their JSON body. */
export function describePhotos(document: OpenAPIObject): OpenAPIObject {
  for (const { names } of HTTP_ROUTES) {
    const { photos, path } = definitionOf(names[0]);
    const body = photos && document.paths[`/tickets${path.replace(':id', '{id}')}`]?.post?.requestBody;
    if (!body || !('content' in body)) continue;
    const schema = body.content['application/json']?.schema;
    if (!schema || !('properties' in schema)) continue;
    const form = { ...schema, properties: { ...schema.properties, ...PHOTOS } } as typeof schema;
    body.content['multipart/form-data'] = { schema: form };
  }
  return document;
}
