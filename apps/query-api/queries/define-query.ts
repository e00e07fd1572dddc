import type { Type } from '@nestjs/common';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ReadDatabase } from './read-database.js';
import { rejectQuestion } from './visibility.js';

/** The handlers of all defined queries, for the module. */
export const QUERY_HANDLERS: Type[] = [];

/**
 * Defines a query: the class that bears its name on the QueryBus, and what it runs. A QuestionError is a 400.
 * @param run gets the database and what the query was made with
 */
export function defineQuery<A extends readonly unknown[], R>(
  name: string,
  run: (reads: ReadDatabase, ...args: A) => Promise<R>,
): new (...args: A) => Query<R> {
  class AnyQuery extends Query<R> {
    readonly args: A;
    constructor(...args: A) {
      super();
      this.args = args;
    }
  }
  const named = { [name]: class extends AnyQuery {} }[name] as typeof AnyQuery;
  class Handler implements IQueryHandler<AnyQuery> {
    constructor(private readonly reads: ReadDatabase) {}
    async execute({ args }: AnyQuery): Promise<R> {
      return run(this.reads, ...args).catch(rejectQuestion);
    }
  }
  Reflect.defineMetadata('design:paramtypes', [ReadDatabase], Handler);
  QueryHandler(named)(Handler);
  QUERY_HANDLERS.push(Handler);
  return named;
}
