import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { chosenModel } from '../cli/chosen-model.js';
import { BadUse } from '../cli/outcomes.js';
import { put } from '../cli/output.js';

/** `helpdesk classify`: texts on stdin, one JSON line each on stdout. Needs no server. */
export function classify(program: Command): void {
  program
    .command('classify')
    .description('say category, confidence and deciding words of each line on stdin: plain text, or JSON with "text"')
    .option('--model <file>', 'another model than the shipped one', process.env['CATEGORIZER_MODEL'] || undefined)
    .action(async ({ model }: { model?: string }) => {
      const categorizer = chosenModel(model);
      let at = 0;
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
        const text = textOf(line, ++at);
        if (!text.trim()) throw new BadUse(`Line ${at} has no text to classify.`);
        const { category, confidence, words } = categorizer.classify(text);
        await put(JSON.stringify({ category, confidence, words }));
      }
    });
}

/**
 * A line that is a JSON object speaks for its text, every other for itself.
 * @throws {BadUse} for an object without a text
 */
function textOf(line: string, at: number): string {
  const value = line.trimStart().startsWith('{') ? toJson(line) : undefined;
  if (typeof value !== 'object' || value === null) return line;
  if ('text' in value && typeof value.text === 'string') return value.text;
  throw new BadUse(`Line ${at} is JSON without a "text" to classify.`);
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
