import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { takeMultipart } from '#libs/photos/read-form.js';
import { PageErrorFilter } from '../render/page-error.filter.js';

/** Largest form, in bytes: a text five times too long, percent-encoded, comes back to be shortened instead of being lost. */
const FORM_LIMIT = 256 * 1024;

/** What the pages need of the server: forms, security headers, and errors in plain words. */
export async function configurePages(app: NestFastifyApplication): Promise<void> {
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: FORM_LIMIT });
  // Forms of a ticket may hold photos.
  await takeMultipart(
    app.getHttpAdapter().getInstance(),
    ({ method, url }) => method === 'POST' && /^\/tickets(\/\d+\/(messages|status))?(\?|$)/.test(url),
  );
  app.enableCsrfProtection({ exclude: isForwardedFromSameHost });
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: "'none'",
        scriptSrc: "'self'",
        styleSrc: "'self'",
        // Photos that are not sent yet are shown from memory.
        imgSrc: ["'self'", 'blob:'],
        connectSrc: "'self'",
        workerSrc: "'self'",
        formAction: "'self'",
        baseUri: "'none'",
        frameAncestors: "'none'",
      },
    },
    // With no-referrer, forms on a plain http address of the network arrive with "Origin: null" and look foreign.
    referrerPolicy: { policy: 'same-origin' },
    // Browsers complain about it on plain http; whether all is https is the business of the proxy in front.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  app.useGlobalFilters(new PageErrorFilter());
}

/**
 * A proxy that rewrites Host makes our own pages look foreign on plain http. What it says of the host in
 * X-Forwarded-Host can be trusted here: no browser lets another site send that header.
 */
function isForwardedFromSameHost({ headers }: FastifyRequest): boolean {
  const host = headers['x-forwarded-host'];
  if (typeof host !== 'string' || typeof headers.origin !== 'string' || headers['sec-fetch-site'] !== undefined)
    return false;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === host.toLowerCase();
}
