import type pg from 'pg';
import { createPool, DATABASE_ROLES } from '#libs/platform/database.js';
import { sentenceFor } from '#libs/platform/failure.js';
import { readHead } from '#libs/event-log/read.js';
import { createComputation } from '#libs/read-models/computations.js';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { lastVerification } from '#libs/event-log/verifications.js';
import { appendOne, poolAs } from '#support/event-log.js';
import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { migrate } from './migrate.js';

const ROLES = [...Object.values(DATABASE_ROLES), 'helpdesk_operator'].join(', ');

let database: TestDatabase;
let owner: pg.Pool;
let schema: string;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = createPool({ connectionString: database.url });
  schema = await createComputation(owner, 'UTC');
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** What pg_restore leaves on a server that does not have the roles: everything is there, and nobody has a right. */
async function loseGrants(): Promise<void> {
  for (const name of ['log', 'read_models', schema]) {
    await owner.query(`revoke all on schema ${name} from ${ROLES}; revoke all on all tables in schema ${name} from ${ROLES};
      revoke all on all functions in schema ${name} from ${ROLES}`);
  }
  await owner.query(`revoke select (log_id, history_position, created_at) on log.log_identity from ${ROLES}`);
}

it('a migration gives every role its rights again after a dump was restored without its roles', async () => {
  const command = poolAs(database.url, 'command', 1);
  const projector = poolAs(database.url, 'projector', 1);
  const reader = poolAs(database.url, 'query', 1);
  await loseGrants();
  const refused = await readHead(command).catch((error: unknown) => sentenceFor(error));
  expect(refused).toMatch(
    /^PostgreSQL does not allow this \(permission denied for schema log\): run the migration again/,
  );
  await migrate(database.url);
  expect(await appendOne(command)).toMatchObject({ outcome: 'appended', position: 1 });
  const { rowCount } = await projector.query(`delete from ${schema}.tickets`);
  expect(rowCount).toBe(0);
  expect(await createComputation(projector, 'UTC')).toMatch(/_2$/);
  expect(await readCheckpoint(reader, schema)).toMatchObject({ position: 0 });
  expect(await lastVerification(reader)).toBeUndefined();
  await Promise.all([command.end(), projector.end(), reader.end()]);
});
