import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { put } from '../cli/output.js';

/** `helpdesk classify`: texts on stdin, one JSON line each on stdout. Needs no server. */
export function classify(program: Command): void {
  program
    .command('classify')
    .description('say category, confidence and deciding words of each line on stdin: plain text, or JSON with "text"')
    .option('--model <file>', 'another model than the shipped one', process.env['CATEGORIZER_MODEL'] || undefined)
    .action(async ({ model }: { model?: string }) => {
      const categorizer = loadCategorizer(model);
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
        const { category, confidence, words } = categorizer.classify(textOf(line));
        await put(JSON.stringify({ category, confidence, words }));
      }
    });
}

/** A line that is a JSON object with a text speaks for that text, every other for itself. */
function textOf(line: string): string {
  if (!line.trimStart().startsWith('{')) return line;
  try {
    const { text } = JSON.parse(line) as { text?: unknown };
    return typeof text === 'string' ? text : line;
  } catch {
    return line;
  }
}
