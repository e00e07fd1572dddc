import { ConfigError } from './config.js';

interface SystemError {
  code?: string;
  address?: string;
  port?: number;
  host?: string;
  hostname?: string;
  errors?: SystemError[];
}

const LOGIN = new Set(['28P01', '28000']);
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ETIMEDOUT',
  'ECONNRESET',
  'EAI_AGAIN',
  '57P03',
]);

/** SQLSTATE classes: connection exceptions, no more resources (too many clients), ended or starting. */
const PASSING = /^(08|53|57)...$/;
const TIMED_OUT = /Connection terminated|timeout expired|read timeout|not queryable/;

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
  if (TIMED_OUT.test(error.message)) return 'PostgreSQL does not answer: start it, or correct DATABASE_URL.';
  if (UNREACHABLE.has(code))
    return `A server cannot be reached at ${placeOf(system)} (${code}): start it, or correct its address.`;
  if (PASSING.test(code)) return `PostgreSQL broke off or takes no more connections (${error.message}): try again.`;
  return undefined;
}

/** True for a server that is away or still starting: waiting may help, other settings are not needed. */
export function isUnreachable(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = (error as SystemError).code ?? '';
  return UNREACHABLE.has(code) || PASSING.test(code) || TIMED_OUT.test(error.message);
}

function placeOf(error: SystemError): string {
  const one = error.errors?.[0] ?? error;
  const host = one.address ?? one.hostname ?? one.host ?? 'its address';
  return one.port ? `${host}:${one.port}` : host;
}
