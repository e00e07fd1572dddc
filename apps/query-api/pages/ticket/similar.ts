import { Injectable, Logger } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import type { Categorizer, Classification } from '#libs/categorizer/categorizer.js';
import { readConfig } from '#libs/platform/config.js';
import type { TicketItem } from '#libs/read-models/types.js';
import { ListTickets } from '../../queries/queries.js';
import type { PageRole } from '../visit/visit.js';

/** So many words of a text are looked for, so many tickets looked at for each, so many offered. */
const WORDS = 6;
const FOUND = 20;
const OFFERED = 3;

/** Open tickets that look like a text, and the category that it will get. */
@Injectable()
export class Similar {
  private readonly logger = new Logger(Similar.name);
  private readonly categorizer = this.load();

  constructor(private readonly queries: QueryBus) {}

  /** What the categorizer will say; undefined without text. The word of command-api counts. */
  preview(text: string): Classification | undefined {
    return text.trim() ? this.categorizer?.classify(text) : undefined;
  }

  /** Tickets that are not closed and share words with the text; a rare word counts more than a common one. */
  async find(role: PageRole, text: string, except?: number): Promise<TicketItem[]> {
    const scores = new Map<number, { item: TicketItem; score: number; words: number }>();
    const words = tellingWords(text, this.preview(text)?.words ?? []);
    for (const word of words) {
      const { items } = await this.queries.execute(
        new ListTickets(role, { q: word, status: ['open', 'active'], limit: FOUND }),
      );
      for (const item of items) {
        if (item.number === except) continue;
        const known = scores.get(item.number);
        scores.set(item.number, {
          item,
          score: (known?.score ?? 0) + 1 / items.length,
          words: (known?.words ?? 0) + 1,
        });
      }
    }
    return [...scores.values()]
      .filter((candidate) => candidate.words > 1 || words.length === 1)
      .sort((a, b) => b.words - a.words || b.score - a.score)
      .slice(0, OFFERED)
      .map(({ item }) => item);
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

/** The words that tell most: those that decide the category, then the longest. */
function tellingWords(text: string, deciding: readonly string[]): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const long = words.filter((word) => word.length > 3 || /\d/.test(word)).sort((a, b) => b.length - a.length);
  return [...new Set([...deciding.map((word) => word.toLowerCase()), ...long])].slice(0, WORDS);
}
