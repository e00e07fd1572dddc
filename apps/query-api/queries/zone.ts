import { Injectable } from '@nestjs/common';
import { readCheckpoint } from '#libs/read-models/queries/checkpoint.js';
import { momentOf } from './local-time.js';
import { ReadDatabase } from './read-database.js';

/** The time zone that the pages print: the one stored with the read models. */
@Injectable()
export class Zone {
  constructor(private readonly reads: ReadDatabase) {}

  async get(): Promise<string> {
    return (await readCheckpoint(this.reads)).timeZone ?? 'UTC';
  }

  /** The time that a local time means here. */
  async momentOf(local: string): Promise<Date> {
    return momentOf(local, await this.get());
  }
}
