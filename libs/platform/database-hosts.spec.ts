import { hostsOf } from './database-hosts.js';

it.each([
  ['postgres://h/db', ['postgres://h/db'], false],
  [
    'postgres://u:p,w@h1:5433,h2/db?sslmode=require',
    ['postgres://u:p,w@h1:5433/db?sslmode=require', 'postgres://u:p,w@h2/db?sslmode=require'],
    false,
  ],
  ['postgresql://h1,h2/db?target_session_attrs=read-write', ['postgresql://h1/db', 'postgresql://h2/db'], true],
  ['postgres://h1/db?target_session_attrs=any', ['postgres://h1/db'], false],
  ['postgres:///db?host=/run/postgresql', ['postgres:///db?host=/run/postgresql'], false],
])('reads the hosts of %s', (url, urls, writable) => {
  expect(hostsOf(url)).toEqual({ urls, writable });
});

it('refuses another target', () => {
  expect(() => hostsOf('postgres://h1,h2/db?target_session_attrs=prefer-standby')).toThrow('any or read-write');
});
