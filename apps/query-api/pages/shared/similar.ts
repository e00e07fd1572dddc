import { Injectable, Logger } from '@nestjs/common';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import type { Categorizer, Classification } from '#libs/categorizer/categorizer.js';
import { readConfig } from '#libs/platform/config.js';
import type { TicketItem } from '#libs/read-models/types.js';
import { findAlike } from '#libs/read-models/search/alike.js';
import { ReadDatabase } from '../../queries/read-database.js';
import { itemFor } from '../../queries/visibility.js';

/** So many tickets are offered. */
const OFFERED = 3;

/** Open tickets that look like a text, and the category that it will get. */
@Injectable()
export class Similar {
  private readonly logger = new Logger(Similar.name);
  private readonly categorizer = this.load();

  constructor(private readonly reads: ReadDatabase) {}

  /** What the categorizer will say; undefined without text. The word of command-api counts. */
  preview(text: string): Classification | undefined {
    return text.trim() ? this.categorizer?.classify(text) : undefined;
  }

  /** Tickets that are not closed and report the same problem. */
  async find(text: string, except?: number): Promise<TicketItem[]> {
    const found = await findAlike(this.reads, text, OFFERED + 1);
    const others = found.filter(({ number }) => number !== except).slice(0, OFFERED);
    return others.map((item) => itemFor('user', item));
  }

  private load(): Categorizer | undefined {
    try {
      return loadCategorizer(readConfig().CATEGORIZER_MODEL);
    } catch (error) {
      this.logger.warn(`no preview of the category: ${String(error)}`);
      return undefined;
    }
  }
}
