import { existsSync } from 'node:fs';
import { openClient } from '#libs/platform/database.js';
import { connect } from '@nats-io/transport-node';
import { createTestDatabase, startTestNats } from '#support/servers.js';

describe('databases for tests', () => {
  it('are migrated, apart from each other, and go when dropped', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const client = await openClient({ connectionString: one.url });
    const { rows } = await client.query("select 1 from information_schema.tables where table_schema = 'log'");
    expect(rows.length).toBeGreaterThan(0);
    expect(one.url).not.toBe(two.url);
    await one.drop();
    await two.drop();
    await expect(openClient({ connectionString: one.url })).rejects.toThrow(/does not exist/);
  });
});

describe('a nats-server for tests', () => {
  it('keeps its port through kill and restart, and has JetStream', async () => {
    const nats = await startTestNats();
    await nats.kill();
    await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow(/refused|reset/i);
    await nats.restart();
    const connection = await connect({ servers: nats.url });
    expect(connection.info?.jetstream).toBe(true);
    await connection.close();
    await nats.stop();
    expect(existsSync(nats.dataDir)).toBe(true);
  });
});
