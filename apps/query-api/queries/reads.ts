/** How far the read models are; given by the read side of query-api. */
export abstract class Reads {
  /** The last position known to be in the read models. */
  abstract readonly current: number;
  /** Resolves true once the read models have reached the position, false after `ms` milliseconds. */
  abstract waitFor(position: number, ms: number): Promise<boolean>;
}

/** How long a page waits for the effect of this browser's last command, in milliseconds. */
export const PATIENCE = 800;
