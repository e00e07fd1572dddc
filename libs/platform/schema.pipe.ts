import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { Problem, type ProblemDetail } from './problem.js';

/** Where a value came from: it decides the code of the problem and how its parts are named. */
export type ValueSource = 'body' | 'parameter';

/**
 * Checks a value of a request.
 * @throws {Problem} 400 `body.malformed` or `parameter.invalid`, each wrong part named in `errors`
 */
export function checked<T>(schema: z.ZodType<T>, value: unknown, source: ValueSource): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw source === 'body' ? malformedBody(parsed.error.issues) : invalidParameter(parsed.error.issues);
}

/** Global pipe: `@Body({ schema })`, `@Query({ schema })` and `@Param({ schema })` are checked with zod. */
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema, type } = metadata;
    if (!(schema instanceof z.ZodType)) return value;
    return checked(schema, value, type === 'body' ? 'body' : 'parameter');
  }
}

function malformedBody(issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues
    .flatMap(closest)
    .flatMap((issue) =>
      pathsOf(issue).map((path) => ({ pointer: pointer(path), code: codeOf(issue), detail: issue.message })),
    );
  return new Problem({ status: 400, code: 'body.malformed', detail: sentence('The body', errors), errors });
}

/** What is wrong with a body that may have several forms: the issues of the form with the fewest. */
function closest(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.path.length > 0) return [issue];
  return issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [issue];
}

function invalidParameter(issues: readonly z.core.$ZodIssue[]): Problem {
  const errors = issues.flatMap((issue) =>
    pathsOf(issue).map((path) => ({ parameter: String(path[0] ?? ''), code: codeOf(issue), detail: issue.message })),
  );
  return new Problem({ status: 400, code: 'parameter.invalid', detail: sentence('The request', errors), errors });
}

function pathsOf(issue: z.core.$ZodIssue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'unknown';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'missing';
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'];
  return issue.code.replaceAll('_', '-');
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function sentence(what: string, errors: readonly ProblemDetail[]): string {
  const named = errors.map((error) => `${error.pointer ?? error.parameter}: ${error.detail}`);
  return `${what} does not fit: ${named.slice(0, 5).join('; ')}.`;
}
