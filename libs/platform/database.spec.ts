import { databaseOptions, withSettings } from './database.js';
import { readConfig } from './config.js';

const optionsFor = (url: string, user: 'command' | 'query') => databaseOptions(readConfig({ DATABASE_URL: url }), user);

it('works as the role of the process', () => {
  expect(optionsFor('postgres://h/db', 'query')).toEqual({
    connectionString: 'postgres://h/db',
    application_name: 'helpdesk-query',
    options: '-c role=helpdesk_query',
  });
});

it.each([
  ['postgres://h/db?options=-c%20jit%3Doff', 'postgres://h/db'],
  ['postgres://h/db?options=-c%20jit%3Doff&sslmode=require', 'postgres://h/db?sslmode=require'],
  ['postgres://h1,h2/db?sslmode=require&options=-c%20jit%3Doff', 'postgres://h1,h2/db?sslmode=require'],
])('keeps the role and the search path beside the options of %s', (url, connectionString) => {
  expect(withSettings(optionsFor(url, 'query'), '-c search_path=read')).toMatchObject({
    connectionString,
    options: '-c jit=off -c role=helpdesk_query -c search_path=read',
  });
});

it('leaves the role to a URL of its own', () => {
  const config = readConfig({ DATABASE_URL_COMMAND: 'postgres://h/db?options=-c%20jit%3Doff' });
  expect(databaseOptions(config, 'command')).toEqual({
    connectionString: 'postgres://h/db',
    application_name: 'helpdesk-command',
    options: '-c jit=off',
  });
});
