import { readdirSync, readFileSync } from 'node:fs';
import knex, { type Knex } from 'knex';
import type pg from 'pg';
import { withRolesOfCampus } from './campus.js';
import { connectionOptions, openClient } from './database.js';
import { withOneHost } from './database-hosts.js';
import { projectPath } from './project-root.js';

export interface MigrationStep {
  readonly name: string;
  /** SQL text. */
  readonly up: string;
}

export interface Migrations {
  /** Where the tables are; made if need be. The steps that were taken are noted in its table `migrations`. */
  readonly schema: string;
  /** Advisory lock: one process at a time migrates. */
  readonly lock: bigint;
  readonly steps: readonly MigrationStep[];
  /** Run before and after the steps, every time. */
  before?(owner: pg.Client): Promise<void>;
  after?(owner: pg.Client): Promise<void>;
}

/** The SQL of a file of the checkout, with the roles of this campus. */
export function readSql(...path: string[]): string {
  return withRolesOfCampus(readFileSync(projectPath(...path), 'utf8'));
}

/** The numbered files of a folder as steps, and its grants.sql after them. */
export function migrationsIn(folder: string): Pick<Migrations, 'steps' | 'after'> {
  const files = readdirSync(projectPath(folder)).filter((file) => /^\d{4}-/.test(file));
  return {
    steps: files.sort().map((file) => ({ name: file.replace('.sql', ''), up: readSql(folder, file) })),
    after: async (owner) => void (await owner.query(readSql(folder, 'grants.sql'))),
  };
}

/**
 * Takes the steps that were not taken yet, each in a transaction. Idempotent, and safe when several processes run it at once.
 * @param ownerUrl a PostgreSQL URL whose user may create schemas
 */
export async function runMigrations(ownerUrl: string, migrations: Migrations): Promise<void> {
  const { schema, lock, steps, before, after } = migrations;
  const options = { connectionString: ownerUrl, application_name: 'helpdesk-migrate' };
  const owner = await openClient(options);
  const db = knex({
    client: 'pg',
    connection: () => withOneHost(connectionOptions(options)),
    pool: { min: 0, max: 2 },
  });
  try {
    await owner.query('select pg_advisory_lock($1)', [lock.toString()]);
    await before?.(owner);
    await owner.query(`create schema if not exists ${schema}`);
    const settings = { migrationSource: new Steps(steps), schemaName: schema, tableName: 'migrations' };
    // Our own lock is held, so knex's can only be left over from a process that was killed.
    await db.migrate.forceFreeMigrationsLock(settings).catch(() => undefined);
    await db.migrate.latest({ ...settings, disableMigrationsListValidation: true });
    await after?.(owner);
  } finally {
    await db.destroy();
    await owner.end();
  }
}

class Steps implements Knex.MigrationSource<MigrationStep> {
  constructor(private readonly steps: readonly MigrationStep[]) {}
  getMigrations(): Promise<MigrationStep[]> {
    return Promise.resolve([...this.steps]);
  }
  getMigrationName(step: MigrationStep): string {
    return step.name;
  }
  getMigration({ up }: MigrationStep): Promise<Knex.Migration> {
    return Promise.resolve({
      up: async (db) => void (await db.raw(up.replaceAll('?', '\\?'))),
      down: () => Promise.reject(new Error('Migrations only move forward.')),
    });
  }
}
