import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** The token that requests must carry; empty when none is asked for. */
export const ACCESS_TOKEN = Symbol('ACCESS_TOKEN');

/** When a token is set up, requests need `Authorization: Bearer <token>`. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(@Inject(ACCESS_TOKEN) private readonly token: string) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.token) return true;
    const { authorization = '' } = context.switchToHttp().getRequest<FastifyRequest>().headers;
    if (timingSafeEqual(sha256(authorization), sha256(`Bearer ${this.token}`))) return true;
    throw new Problem({
      status: 401,
      code: 'token.required',
      detail: 'This needs the access token of the installation: send it as Authorization: Bearer <token>.',
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
