import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ConfigError, readConfig } from '#libs/platform/config.js';
import { projectPath } from '#libs/platform/project-root.js';
import { usedPlaces } from '#libs/read-models/queries/places.js';
import { isTooLongPlace, normalPlace } from '#libs/tickets/place.js';
import { ReadDatabase } from './read-database.js';

/** A place that people may name. */
export interface KnownPlace {
  /** In its normal form. */
  readonly code: string;
  readonly name: string | null;
  /** Code of the place that it is in. */
  readonly parent: string | null;
  readonly kind: string | null;
}

const INVENTED = projectPath('bin/demo/data/places.csv');
/** The most places that are suggested. */
const SUGGESTED = 20;

/** What may be the code of a room in a text: `B 204`, `b204`, `A0.12`. */
const ROOMS = /(?<![\p{L}\p{N}])\p{L}{1,3}[\s._/-]*\d[\d\p{L}]*(?:[._/-][\d\p{L}]+)*/gu;
/** Shorter names are found in any text. */
const LEAST_NAME = 5;

const empty = (text: string): string | null => text.trim() || null;
const line = z.object({
  code: z
    .string()
    .transform(normalPlace)
    .refine((code) => code !== '' && !isTooLongPlace(code), 'has 1 to 80 characters'),
  name: z.string().default('').transform(empty),
  parent: z
    .string()
    .default('')
    .transform((code) => empty(normalPlace(code))),
  kind: z.string().default('').transform(empty),
});

/**
 * Reads the places of a campus: CSV, its first line says `code,name,parent,kind`.
 * @throws {ConfigError} saying what is wrong with the file
 */
export function readPlaces(file: string): KnownPlace[] {
  try {
    const rows: unknown = parse(readFileSync(file), { columns: true, bom: true, skip_empty_lines: true, trim: true });
    return z.array(line).parse(rows);
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new ConfigError(`HELPDESK_PLACES: the file ${file} cannot be used: ${detail}`, { cause: error });
  }
}

/** Codes and names that belong to one place only, with a space at both ends, the longest first. */
function namesOf(places: readonly KnownPlace[]): readonly (readonly [string, KnownPlace])[] {
  const found = new Map<string, KnownPlace | undefined>();
  for (const place of places) {
    for (const name of new Set([place.code, place.name ?? ''].map((words) => words.toLowerCase()))) {
      if (name.length >= LEAST_NAME) found.set(` ${name} `, found.has(` ${name} `) ? undefined : place);
    }
  }
  return [...found]
    .flatMap(([name, place]) => (place ? [[name, place] as const] : []))
    .toSorted(([a], [b]) => b.length - a.length);
}

/** The places of the campus (HELPDESK_PLACES), and those that tickets name. */
@Injectable()
export class KnownPlaces {
  all: ReadonlyMap<string, KnownPlace> = new Map();
  private byWords: readonly (readonly [string, KnownPlace])[] = [];

  constructor(private readonly reads: ReadDatabase) {
    const { HELPDESK_PLACES: file } = readConfig();
    if (file) this.load(file);
  }

  /** The invented tickets of `demo` and `seed` name places of the shipped campus: known unless another campus is. */
  loadInvented(): void {
    if (this.all.size === 0) this.load(INVENTED);
  }

  private load(file: string): void {
    this.all = new Map(readPlaces(file).map((place) => [place.code, place]));
    this.byWords = namesOf([...this.all.values()]);
  }

  /** Places whose code or name has a text in it: of the campus, then of tickets that are not closed. */
  async suggest(part: string): Promise<KnownPlace[]> {
    const normal = normalPlace(part);
    const wanted = [part, normal].map((text) => text.trim().toLowerCase());
    const found = [...this.all.values()]
      .filter(({ code, name }) => {
        const words = `${code}\n${name ?? ''}`.toLowerCase();
        return wanted.some((text) => words.includes(text));
      })
      .slice(0, SUGGESTED);
    const used = await usedPlaces(this.reads, normal, SUGGESTED);
    const more = used.filter((code) => !found.some((one) => one.code === code)).map((code) => this.placeOf(code));
    return [...found, ...more].slice(0, SUGGESTED);
  }

  /** Places of tickets that are not closed. */
  async used(limit: number): Promise<KnownPlace[]> {
    return (await usedPlaces(this.reads, '', limit)).map((code) => this.placeOf(code));
  }

  /** The place of the campus that a text names: by the code of a room, else by the longest other code or name. */
  find(text: string): KnownPlace | undefined {
    for (const [room] of text.matchAll(ROOMS)) {
      const place = this.all.get(normalPlace(room));
      if (place) return place;
    }
    const words = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}.-]+/gu, ' ')} `.replace(/[.-]+ /g, ' ');
    return this.byWords.find(([name]) => words.includes(name))?.[1];
  }

  /** @param code in its normal form */
  placeOf(code: string): KnownPlace {
    return this.all.get(code) ?? { code, name: null, parent: null, kind: null };
  }
}
