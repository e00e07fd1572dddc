import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';

/** The text of one of the files that define what the read side stores, in which `read` stands for its schema. */
export function definition(file: 'tables.sql' | 'functions.sql' | 'grants.sql'): string {
  return readFileSync(projectPath('libs/read-models/sql', file), 'utf8').replaceAll(/\bread\b/g, READ);
}

/** The first letters of the SHA-256 of a text. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

const TABLES = readFileSync(projectPath('libs/read-models/sql/tables.sql'), 'utf8');

/**
 * The schema of the read tables, named after their definition: those of another version lie beside them and serve its
 * processes until these are gone (decision 14).
 */
export const READ = `read_${versionOf(TABLES)}`;

/** Names of such schemas, and the one from before they were named so. */
export const READ_SCHEMAS = /^read(_[0-9a-f]{12})?$/;

/** Two numbers make one advisory lock; the second is the definition's, so that versions do not wait for each other. */
export function lockOf(kind: number, schema = READ): [number, number] {
  return [kind, Number.parseInt(versionOf(schema).slice(0, 7), 16)];
}
