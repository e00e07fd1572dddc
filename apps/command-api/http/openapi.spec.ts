import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from '#libs/platform/project-root.js';
import { createTestDatabase, type TestDatabase } from '#libs/local-stack/testing.js';
import { startApi, type SpecApi } from '../spec-api.js';

let database: TestDatabase;
let api: SpecApi;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ DATABASE_URL: database.url });
  folder = mkdtempSync(join(tmpdir(), 'helpdesk-openapi-'));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
  rmSync(folder, { recursive: true });
});

it('is OpenAPI 3.1 that a linter finds good', async () => {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify((await api.fetch('/api/openapi.json')).body));
  const lint = promisify(execFile)(process.execPath, [
    projectPath('node_modules/@redocly/cli/bin/cli.js'),
    'lint',
    '--format=json',
    '--max-problems=50',
    file,
  ]);
  const { stdout } = await lint.catch((failed: { stdout: string }) => failed);
  expect(JSON.parse(stdout)).toMatchObject({ problems: [] });
});

it('shows the schemas that validate', async () => {
  const { paths } = (await api.fetch('/api/openapi.json')).body;
  expect(Object.keys(paths).sort()).toEqual([
    '/tickets',
    '/tickets/{id}',
    '/tickets/{id}/category',
    '/tickets/{id}/me-too',
    '/tickets/{id}/messages',
    '/tickets/{id}/status',
  ]);
  const { schema } = paths['/tickets/{id}/status'].post.requestBody.content['application/json'];
  expect(schema).toMatchObject({
    required: ['status'],
    additionalProperties: false,
    properties: { status: { enum: ['open', 'active', 'closed'] }, version: { type: 'integer', exclusiveMinimum: 0 } },
  });
});
