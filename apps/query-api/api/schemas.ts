import { z } from 'zod';
import type { AsOf } from '#libs/read-models/types.js';

/*
 * What responses of the JSON interface are made of. Their schemas are shown in OpenAPI, and what is sent fits them by type.
 */

export const count = z.int().nonnegative();
export const position = count.describe('Position in the log that the answer speaks of');
export const time = z.iso.datetime().describe('UTC');

/** A value as JSON has it: times are texts. */
export type Json<T> = T extends Date ? string : T extends object ? { -readonly [K in keyof T]: Json<T[K]> } : T;

/** The value itself, since `JSON.stringify` writes times as texts. */
export function json<T>(value: T): Json<T> {
  return value as Json<T>;
}

/** A figure with the position that it speaks of. */
export function figureJson<F extends { readonly asOf: AsOf }>(figure: F): Json<Omit<F, 'asOf'>> & { asOf: number } {
  const { asOf, ...rest } = figure;
  return { ...rest, asOf: asOf.position } as unknown as Json<Omit<F, 'asOf'>> & { asOf: number };
}
