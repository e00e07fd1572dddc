import pg from 'pg';
import { createPool, withSettings, type Queryable } from '#libs/platform/database.js';
import { currentSchema } from './computations.js';

/** A schema that was dropped, or an empty search path: readers were switched to another computation meanwhile. */
const GONE = new Set(['42P01', '42883', '3F000', '0A000']);
/** In milliseconds: so long what was begun in the computation before may take. */
const DRAINED_AFTER = 60_000;

/** There are no read models yet: the projector makes them. PostgreSQL's code for "cannot connect now" makes it pass for a transient one. */
export class ReadModelsMissingError extends pg.DatabaseError {
  constructor() {
    super('the read models are not built yet: the projector makes them', 0, 'error');
    this.code = '57P03';
  }
}

/** Reads the computation that is current: one pool for its schema, and another one after a switch. */
export class ReadPool implements Queryable {
  private readonly door: pg.Pool;
  private readonly pools = new Map<string, pg.Pool>();
  private current: string | undefined;

  /** @param opened is called with each new pool */
  constructor(
    private readonly options: pg.PoolConfig,
    private readonly opened: (pool: pg.Pool) => void = () => undefined,
  ) {
    this.door = createPool({ ...options, max: 1 });
  }

  readonly query = ((...given: Parameters<pg.Pool['query']>) =>
    this.retried((pool) => pool.query(...given) as unknown as Promise<pg.QueryResult>)) as pg.Pool['query'];

  /** Runs a read that wants a connection for itself; again, if the computation went away meanwhile. */
  withClient<T>(read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.retried(async (pool) => {
      const client = await pool.connect();
      try {
        const result = await read(client);
        client.release();
        return result;
      } catch (error) {
        await client.query('rollback').then(
          () => client.release(),
          () => client.release(true),
        );
        throw error;
      }
    });
  }

  /**
   * How to connect to the current computation.
   * @throws {ReadModelsMissingError} while there is none
   */
  async currentOptions(): Promise<pg.ClientConfig> {
    const schema = this.current ?? (await this.lookUp());
    if (!schema) throw new ReadModelsMissingError();
    return this.optionsOf(schema);
  }

  /** Readers were switched to this schema. */
  follow(schema: string): void {
    if (this.current && this.current !== schema) this.drain(this.current);
    this.current = schema;
  }

  async end(): Promise<void> {
    await Promise.all([this.door, ...this.pools.values()].map((pool) => pool.end()));
    this.pools.clear();
  }

  private async retried<T>(read: (pool: pg.Pool) => Promise<T>): Promise<T> {
    const schema = this.current ?? (await this.lookUp());
    try {
      // The log can be read without read models.
      return await read(schema ? this.poolOf(schema) : this.door);
    } catch (error) {
      if (!GONE.has((error as { code?: string }).code ?? '')) throw error;
      const next = await this.lookUp();
      if (!next) throw new ReadModelsMissingError();
      if (next === schema) throw error;
      return read(this.poolOf(next));
    }
  }

  private async lookUp(): Promise<string | undefined> {
    const schema = await currentSchema(this.door).catch((error: unknown) => {
      if ((error as { code?: string }).code === '42P01') return undefined;
      throw error;
    });
    if (schema) this.follow(schema);
    return schema;
  }

  private poolOf(schema: string): pg.Pool {
    let pool = this.pools.get(schema);
    if (!pool) {
      this.pools.set(schema, (pool = createPool(this.optionsOf(schema))));
      this.opened(pool);
    }
    return pool;
  }

  private optionsOf(schema: string): pg.PoolConfig {
    return withSettings(this.options, `-c search_path=${schema},public`);
  }

  private drain(schema: string): void {
    const end = (): void => void (this.pools.get(schema)?.end(), this.pools.delete(schema));
    setTimeout(end, DRAINED_AFTER).unref();
  }
}
