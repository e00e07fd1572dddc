import type { CheckpointHash } from '#libs/event-log/verify.js';
import { BadUse } from './outcomes.js';

/** For `--expect`, which may be repeated. */
export function collectCheckpointHash(value: string, before: readonly CheckpointHash[]): CheckpointHash[] {
  const [, position, hash] = /^(\d{1,15}):([\da-f]{64})$/i.exec(value) ?? [];
  if (!hash || Number(position) === 0)
    throw new BadUse('--expect wants <position>:<64 hex digits>, as verify prints it.');
  return [...before, { position: Number(position), hash: hash.toLowerCase(), from: '--expect' }];
}
