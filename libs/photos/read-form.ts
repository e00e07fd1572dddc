import multipart from '@fastify/multipart';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '#libs/platform/problem.js';
import { ALT_LIMIT, MOST_PHOTOS, PHOTO_BYTES, photoProblem } from './problems.js';

/** A photo as it was sent. */
export interface SentPhoto {
  readonly content: Buffer;
  readonly alt: string;
}

const FIELD_BYTES = 256 * 1024;
/** Forms with photos under way at once: each may hold 40 MB. */
const MOST_UNDER_WAY = 8;

const photosOf = new WeakMap<object, readonly SentPhoto[]>();

/** The photos that came with a request; none where it was no multipart form. */
export const SentPhotos = createParamDecorator((_: unknown, context: ExecutionContext): readonly SentPhoto[] => {
  return photosOf.get(context.switchToHttp().getRequest<FastifyRequest>().raw) ?? [];
});

/**
 * Lets multipart forms in at some addresses: fields become the body, files of the field `photos` are taken aside, each with the
 * field `alt` behind it as its description.
 * @param isFor tells by method and address whether a form may come as multipart; others are answered 415
 */
export async function takeMultipart(
  server: FastifyInstance,
  isFor: (request: FastifyRequest) => boolean,
): Promise<void> {
  const limits = { fileSize: PHOTO_BYTES, fieldSize: FIELD_BYTES, files: 2 * MOST_PHOTOS, fields: 40, headerPairs: 50 };
  await server.register(multipart, { limits });
  let underWay = 0;
  server.addHook('preValidation', async (request) => {
    if (!request.isMultipart()) return;
    if (!isFor(request)) {
      const detail = 'This address takes no multipart form.';
      throw new Problem({ status: 415, code: 'media-type.unsupported', detail });
    }
    if (underWay >= MOST_UNDER_WAY) {
      const detail = 'Too many photos at once: wait a moment and send it again.';
      throw new Problem({ status: 503, code: 'busy', detail, headers: { 'Retry-After': '5' } });
    }
    underWay++;
    try {
      const { fields, photos } = await readForm(request);
      request.body = fields;
      photosOf.set(request.raw, photos);
    } finally {
      underWay--;
    }
  });
}

async function readForm(
  request: FastifyRequest,
): Promise<{ fields: Record<string, unknown>; photos: readonly SentPhoto[] }> {
  // All is text here but the one number that commands have: their version.
  const fields: Record<string, unknown> = {};
  const photos: { content: Buffer; alt: string }[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const content = await part.toBuffer();
        if (part.fieldname === 'photos') photos.push({ content, alt: '' });
      } else if (part.fieldname === 'alt') {
        const photo = photos.at(-1);
        if (photo) photo.alt = shortened(String(part.value));
      } else if (Object.hasOwn(fields, part.fieldname)) {
        fields[part.fieldname] = [fields[part.fieldname], part.value].flat();
      } else fields[part.fieldname] = part.fieldname === 'version' ? Number(part.value) : part.value;
    }
  } catch (error) {
    throw problemOf(error as { code?: string });
  }
  // A field without a file comes as an empty one.
  return { fields, photos: photos.filter(({ content }) => content.length > 0) };
}

function shortened(alt: string): string {
  return Array.from(alt.replace(/\p{Cc}+/gu, ' ').trim())
    .slice(0, ALT_LIMIT)
    .join('');
}

function problemOf(error: { code?: string }): Error {
  if (error.code === 'FST_REQ_FILE_TOO_LARGE')
    return photoProblem('photo.too-large', 'A photo has at most 10 MB: send a smaller one.');
  if (error.code === 'FST_FILES_LIMIT')
    return photoProblem('photo.too-many', `Send ${MOST_PHOTOS} photos at most: leave some out.`);
  return new Problem({ status: 400, code: 'body.malformed', detail: 'The form arrived incomplete: send it again.' });
}
