import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from '#libs/platform/project-root.js';

const run = promisify(execFile);

/** What a linter finds in an OpenAPI document; empty when it is good. */
export async function lintOpenApi(document: unknown): Promise<unknown[]> {
  return inFile(document, async (file) => {
    const redocly = projectPath('node_modules/@redocly/cli/bin/cli.js');
    const linted = run(process.execPath, [redocly, 'lint', '--format=json', '--max-problems=50', file]);
    const { stdout } = await linted.catch((failed: { stdout: string }) => failed);
    return (JSON.parse(stdout) as { problems: unknown[] }).problems;
  });
}

/** The types of a client, generated from an OpenAPI document. */
export async function clientTypes(document: unknown): Promise<string> {
  return inFile(document, async (file) => {
    const generator = projectPath('node_modules/openapi-typescript/bin/cli.js');
    return (await run(process.execPath, [generator, file], { maxBuffer: 16e6 })).stdout;
  });
}

async function inFile<T>(document: unknown, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'helpdesk-openapi-'));
  try {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
