import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetSystemStatus } from './log.queries.js';
import { momentOf } from './local-time.js';

/** The time zone that the pages print: the one stored with the read models. */
@Injectable()
export class Zone {
  constructor(private readonly queries: QueryBus) {}

  async get(): Promise<string> {
    const { readModels } = await this.queries.execute(new GetSystemStatus());
    return readModels.timeZone ?? 'UTC';
  }

  /** The moment that a local time means here. */
  async momentOf(local: string): Promise<Date> {
    return momentOf(local, await this.get());
  }
}
