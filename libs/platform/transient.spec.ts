import { DatabaseError } from 'pg';
import { isTransient } from './transient.js';

const sqlState = (code: string): Error => Object.assign(new DatabaseError('said', 1, 'error'), { code });

it.each([
  ['terminated by an administrator', '57P01'],
  ['crashed', '57P02'],
  ['starting', '57P03'],
  ['cancelled, by a time limit too', '57014'],
  ['idle for too long', '57P05'],
  ['out of connections', '53300'],
  ['out of disk space', '53100'],
  ['a lock held by others', '55P03'],
  ['a conflict with recovery', '40001'],
  ['a deadlock', '40P01'],
  ['read-only, as a standby is', '25006'],
  ['a lost connection', '08006'],
])('%s is transient', (_, code) => {
  expect(isTransient(sqlState(code))).toBe(true);
});

it.each([
  ['a wrong password', '28P01'],
  ['a missing table', '42P01'],
  ['a missing right', '42501'],
  ['wrong data', '22P02'],
  ['a dropped database', '57P04'],
])('%s is not', (_, code) => {
  expect(isTransient(sqlState(code))).toBe(false);
});

it('knows what the network and pg say without an SQLSTATE', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(isTransient(refused)).toBe(true);
  expect(isTransient(new AggregateError([refused]))).toBe(true);
  expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
  expect(isTransient(new Error('timeout exceeded when trying to connect'))).toBe(true);
  expect(isTransient(new TypeError('x is undefined'))).toBe(false);
  expect(isTransient(undefined)).toBe(false);
});
