import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { sentPhotos, type SentPhoto } from './read-form.js';

/** The photos that came with a request. */
export const SentPhotos = createParamDecorator((_: unknown, context: ExecutionContext): readonly SentPhoto[] =>
  sentPhotos(context.switchToHttp().getRequest<FastifyRequest>()),
);
