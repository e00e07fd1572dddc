import pg from 'pg';

interface Failure {
  readonly code?: unknown;
  readonly message?: string;
  readonly errors?: readonly unknown[];
}

/**
 * SQLSTATE classes of https://www.postgresql.org/docs/18/errcodes-appendix.html: connection lost, read-only, conflict with a
 * recovery or another transaction, out of resources, lock held, stopped by the operator (cancelled, shutting down, starting,
 * idle for too long), trouble with the system.
 */
const SQLSTATE = /^(08|25006|25P03|25P04|40|53|55P03|57(?!P04)|58)/;
/** System errors of a server that is away, and of a process that may open no more files. */
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EMFILE|ENFILE)/;
/** What pg says, without a code, when a connection is gone, does not answer, or none of the pool is free. */
const LOST = /terminated|timeout|not queryable/i;

/**
 * True for what ends by itself: a database or a network in trouble. The same may be tried again a little later, and a client
 * is told to do so. The only list of its kind.
 */
export function isTransient(error: unknown): error is Error {
  const { code, message = '', errors } = (error ?? {}) as Failure;
  if (error instanceof pg.DatabaseError) return SQLSTATE.test(String(code));
  if (errors?.length) return errors.some(isTransient);
  return code === undefined ? LOST.test(message) : isNetworkCode(code);
}

/** True for the code of a system error that says that a server cannot be reached. */
export function isNetworkCode(code: unknown): boolean {
  return typeof code === 'string' && NETWORK.test(code);
}
