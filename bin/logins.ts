import { DATABASE_ROLES, withClient, type DatabaseUser } from '#libs/platform/database.js';

/**
 * Lets the roles of the processes log in by themselves, each with what its role may do and no more.
 * @param ownerUrl URL of the owner, who may change roles
 * @param passwords those not named stay as they are
 */
export async function allowLogins(ownerUrl: string, passwords: Partial<Record<DatabaseUser, string>>): Promise<void> {
  await withClient({ connectionString: ownerUrl }, async (client) => {
    for (const [user, password] of Object.entries(passwords)) {
      const role = DATABASE_ROLES[user as DatabaseUser];
      await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`);
    }
  });
}
