import { ConfigError } from './config.js';
import { isNetworkCode, isTransient } from './transient.js';

interface SystemError {
  code?: string;
  address?: string;
  port?: number;
  host?: string;
  hostname?: string;
  errors?: SystemError[];
}

const LOGIN = new Set(['28P01', '28000']);

/**
 * One sentence that says what to do about an error that keeps a process from starting; undefined when it is none of the
 * expected ones and its stack should be seen.
 */
export function sentenceFor(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return undefined;
  const system = error as Error & SystemError;
  const code = system.code ?? '';
  if (code === 'EADDRINUSE')
    return `Port ${system.port} is taken: end the program that uses it, or choose another port.`;
  if (code === 'EADDRNOTAVAIL')
    return `This machine has no address ${system.address}: choose another host to listen on.`;
  if (code === 'EACCES' && system.port)
    return `Port ${system.port} may not be used by this user: choose one above 1023.`;
  if (LOGIN.has(code)) return `PostgreSQL refuses the login (${error.message}): correct DATABASE_URL.`;
  if (code === '3D000') return `PostgreSQL has no such database (${error.message}): create it or correct DATABASE_URL.`;
  if (code === '42P01' || code === '3F000' || code === '22023') {
    return `The database is not migrated (${error.message}): \`npm start\` does it, or \`node dist/bin/migrate-job.js\`.`;
  }
  if (code === '42501')
    return `PostgreSQL does not allow this (${error.message}): run the migration again, it gives each role its rights.`;
  if (!isTransient(error)) return undefined;
  if (isNetworkCode(code))
    return `A server cannot be reached at ${placeOf(system)} (${code}): start it, or correct its address.`;
  if (code) return `PostgreSQL broke off or takes no more connections (${error.message}): try again.`;
  return 'PostgreSQL does not answer: start it, or correct DATABASE_URL.';
}

function placeOf(error: SystemError): string {
  const one = error.errors?.[0] ?? error;
  const host = one.address ?? one.hostname ?? one.host ?? 'its address';
  return one.port ? `${host}:${one.port}` : host;
}
