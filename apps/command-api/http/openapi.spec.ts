import { createTestDatabase, type TestDatabase } from '#support/servers.js';
import { lintOpenApi } from '../../../test/client/openapi-tools.js';
import { startApi, type SpecApi } from '#support/command-api.js';

let database: TestDatabase;
let api: SpecApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

it('is OpenAPI 3.1 that a linter finds good', async () => {
  expect(await lintOpenApi((await api.fetch('/api/openapi.json')).body)).toEqual([]);
});

it('shows the schemas that validate', async () => {
  const { paths } = (await api.fetch('/api/openapi.json')).body;
  expect(Object.keys(paths).sort()).toEqual([
    '/tickets',
    '/tickets/{id}',
    '/tickets/{id}/assignee',
    '/tickets/{id}/category',
    '/tickets/{id}/duplicate',
    '/tickets/{id}/me-too',
    '/tickets/{id}/messages',
    '/tickets/{id}/place',
    '/tickets/{id}/priority',
    '/tickets/{id}/status',
    '/tickets/{id}/texts/{position}',
  ]);
  const { schema } = paths['/tickets/{id}/status'].post.requestBody.content['application/json'];
  expect(schema).toMatchObject({
    required: ['status'],
    additionalProperties: false,
    properties: { status: { enum: ['open', 'active', 'closed'] }, version: { type: 'integer', exclusiveMinimum: 0 } },
  });
});

it('shows the forms that take photos, with the codes of what may be wrong with them', async () => {
  const { paths } = (await api.fetch('/api/openapi.json')).body;
  const forms = Object.keys(paths).filter((path) => paths[path].post?.requestBody.content['multipart/form-data']);
  expect(forms.sort()).toEqual(['/tickets', '/tickets/{id}/messages', '/tickets/{id}/status']);
  const { requestBody, responses } = paths['/tickets'].post;
  expect(requestBody.content['multipart/form-data'].schema).toMatchObject({
    required: ['description'],
    properties: { description: { maxLength: 4000 }, photos: { maxItems: 4 }, alt: { items: { maxLength: 200 } } },
  });
  const codes = [413, 415, 422].flatMap(
    (status) => responses[status].content['application/problem+json'].schema.properties.code.enum as string[],
  );
  expect(codes.filter((code) => code.startsWith('photo.'))).toEqual([
    'photo.too-large',
    'photo.unsupported',
    'photo.too-many',
    'photo.too-many-pixels',
  ]);
  expect(paths['/tickets/{id}/place'].post.responses[415].description).not.toContain('photo.');
});

it('states lengths, and the answers that any command may get', async () => {
  const { paths } = (await api.fetch('/api/openapi.json')).body;
  const { post } = paths['/tickets'];
  expect(post.requestBody.content['application/json'].schema.properties.description).toMatchObject({
    minLength: 1,
    maxLength: 4000,
  });
  for (const status of [400, 403, 405, 408, 413, 414, 415, 429, 503])
    expect(post.responses).toHaveProperty(`${status}`);
  for (const status of [429, 503]) expect(post.responses[status].headers).toHaveProperty('Retry-After');
});
