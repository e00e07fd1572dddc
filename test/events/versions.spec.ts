import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '#libs/platform/project-root.js';
import { EVENT_TYPES, SCHEMA_VERSIONS, type EventType, type TicketEvent } from '#libs/tickets/events.js';
import type { StoredEvent } from '#libs/event-log/stored-event.js';
import { fromStored, toStored } from '#libs/tickets/stored-events.js';

/** An event as some version of this software stored it, and what it means today. */
interface Kept {
  readonly stored: Omit<StoredEvent, 'recordedAt'> & { readonly recordedAt: string; readonly hash: string };
  readonly event: TicketEvent['data'];
}

function kept(type: EventType, version: number): Kept {
  return JSON.parse(readFileSync(projectPath('test', 'events', `${type}.v${version}.json`), 'utf8')) as Kept;
}
const row = ({ stored }: Kept): StoredEvent => ({ ...stored, recordedAt: new Date(stored.recordedAt) });

const everWritten = EVENT_TYPES.flatMap((type) =>
  Array.from({ length: SCHEMA_VERSIONS[type] }, (_, index) => [type, index + 1] as const),
);

describe('every version ever written', () => {
  it('has a file, and no file is left over', () => {
    const files = readdirSync(projectPath('test', 'events')).filter((name) => name.endsWith('.json'));
    expect(files.sort()).toEqual(everWritten.map(([type, version]) => `${type}.v${version}.json`).sort());
  });

  it.each(everWritten)('%s version %i is read as what it means today', (type, version) => {
    const file = kept(type, version);
    const { stored } = file;
    expect(stored.schemaVersion).toBe(version);
    expect(fromStored(row(file))).toMatchObject({
      type,
      data: file.event,
      schemaVersion: version,
      position: stored.position,
      version: stored.version,
      ...(JSON.parse(stored.metadata) as object),
    });
  });

  it.each(everWritten)('%s version %i is still stored byte for byte', (type, version) => {
    const { stored } = kept(type, version);
    const { data, role, commandId, correlationId, name, browser } = fromStored(row(kept(type, version)));
    const metadata = { role, commandId, correlationId, ...(name ? { name } : {}), ...(browser ? { browser } : {}) };
    expect(toStored({ type, data } as TicketEvent, metadata, version)).toEqual({
      type,
      schemaVersion: version,
      data: stored.data,
      private: stored.private,
      metadata: stored.metadata,
    });
  });
});
