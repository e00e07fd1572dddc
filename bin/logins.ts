import pg from 'pg';
import { DATABASE_ROLES, type DatabaseUser } from '#libs/platform/database.js';

/**
 * Lets the roles of the processes log in by themselves, each with what its role may do and no more.
 * @param ownerUrl URL of the owner, who may change roles
 * @param passwords those not named stay as they are
 */
export async function allowLogins(ownerUrl: string, passwords: Partial<Record<DatabaseUser, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const [user, password] of Object.entries(passwords)) {
      const role = DATABASE_ROLES[user as DatabaseUser];
      await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
    }
  } finally {
    await client.end();
  }
}
