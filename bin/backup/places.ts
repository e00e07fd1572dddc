import { join } from 'node:path';
import type { Config } from '#libs/platform/config.js';

/** Beside embedded servers backups and checkpoint hashes have a place without being asked for. */
export function withBackupPlaces(config: Config, dataDir: string): Config {
  return {
    ...config,
    HELPDESK_BACKUP_DIR: config.HELPDESK_BACKUP_DIR ?? join(dataDir, 'backups'),
    HELPDESK_CHECKPOINT_FILE: config.HELPDESK_CHECKPOINT_FILE ?? join(dataDir, 'checkpoints.txt'),
  };
}
