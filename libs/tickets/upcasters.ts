import { SCHEMA_VERSIONS, type EventType } from './events.js';

/** An event as it is stored: facts and private text apart. Erased private text is an empty object. */
export interface StoredData {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, unknown>>;
}
export type Upcaster = (old: StoredData) => StoredData;
/** `table.TicketOpened[1]` makes version 2 out of version 1. */
export type Upcasters = Partial<Record<EventType, Readonly<Record<number, Upcaster>>>>;

/**
 * The one place where older schema versions are read. Whoever raises a version in SCHEMA_VERSIONS adds the step from the
 * one before, and keeps a file of both in test/events.
 */
const UPCASTERS: Upcasters = {};

/**
 * Brings stored data to the schema version written today, step by step.
 * @throws {TypeError} when a step is missing
 */
export function upcast(
  type: EventType,
  version: number,
  data: StoredData,
  table: Upcasters = UPCASTERS,
  today: number = SCHEMA_VERSIONS[type],
): StoredData {
  if (version >= today) return data;
  const step = table[type]?.[version];
  if (!step) throw new TypeError(`nothing makes version ${version + 1} of ${type} out of version ${version}`);
  return upcast(type, version + 1, step(data), table, today);
}
