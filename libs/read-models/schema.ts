import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { withRolesOfCampus } from '#libs/platform/campus.js';
import { projectPath } from '#libs/platform/project-root.js';
import { columnsSql, PAST_COLUMNS, TICKET_COLUMNS, TEXT_COLUMNS } from './fields.js';

/** Raised whenever the same tables would be filled otherwise for the same events. */
export const READ_SCHEMA_VERSION = 5;

function sql(name: string): string {
  return withRolesOfCampus(readFileSync(projectPath('libs/read-models/sql', name), 'utf8'));
}

/** What is laid before a computation is filled: plain names, for each computation has a schema of its own. */
export const TABLES = sql('tables.sql')
  .replace('-- columns of tickets', `${columnsSql(TICKET_COLUMNS)},`)
  .replace('-- columns of texts', `${columnsSql(TEXT_COLUMNS)},`)
  .replace('-- columns of tickets_history', `${columnsSql(PAST_COLUMNS)},`)
  .concat(sql('functions.sql'), sql('search.sql'));

/** What is laid once it is filled. */
export const INDEXES = sql('indexes.sql').concat(sql('search-indexes.sql'));
export const REGISTRY = sql('registry.sql');
export const GRANTS = sql('grants.sql');

/** The first letters of the SHA-256 of a text. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The definition of the read models: another one exists beside it and serves the processes of its version (decision 14). */
export const DEFINITION = versionOf(`${TABLES}${INDEXES}${READ_SCHEMA_VERSION}`);

/** On this channel readers hear `<position> <schema>`: how far the read models are, and where. */
export const READ_CHANNEL = `read_${DEFINITION}`;

/** Names of schemas with read models: of a computation, and of versions that had one schema for all of theirs. */
export const READ_SCHEMAS = /^read(_models|_[0-9a-f]{12}(_\d+)?)?$/;

/**
 * Two numbers make one advisory lock; the second is the definition's, so that versions do not wait for each other.
 * @param name `read_<definition>`
 */
export function lockOf(kind: number, name = READ_CHANNEL): [number, number] {
  return [kind, Number.parseInt(versionOf(name).slice(0, 7), 16)];
}
